// A signed link names the bucket's own path; here it lies under /files. S3 refuses a second kind of proof beside the signature.
function handler(event) {
  var request = event.request;
  request.uri = request.uri.replace(/^\/files/, "") || "/";
  delete request.headers.authorization;
  delete request.headers.cookie;
  return request;
}
