// What a browser navigates to is the portal's one page, whatever its address; files keep theirs.
function handler(event) {
  var request = event.request;
  var accept = request.headers.accept ? request.headers.accept.value : "";
  var last = request.uri.substring(request.uri.lastIndexOf("/") + 1);
  if (request.uri === "/" || (accept.indexOf("text/html") !== -1 && last.indexOf(".") === -1)) {
    request.uri = "/index.html";
  }
  return request;
}
