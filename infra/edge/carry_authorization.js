// CloudFront Function, viewer request, on the path of polls: the edge signs its request to the function's address in
// Authorization, so that the caller's own travels in a header that the function knows (chalicelib/handlers/polls.py).
function handler(event) {
  var request = event.request;
  var own = request.headers.authorization;
  delete request.headers['x-hub-authorization'];
  if (own) {
    request.headers['x-hub-authorization'] = { value: own.value };
    delete request.headers.authorization;
  }
  return request;
}
