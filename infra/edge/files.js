// CloudFront function, viewer request of /files/*: the bucket sees its own keys, and no authorisation but the link's signature.
// A client that follows a redirect on the same host sends its bearer along; S3 refuses a request with two authorisations.
function handler(event) {
  var request = event.request;
  request.uri = request.uri.replace(/^\/files/, "") || "/";
  delete request.headers.authorization;
  delete request.headers.cookie;
  return request;
}
