// TesseraJOSE owns the words of JOSE: JSON values read strictly, base64url, keys and key sets (RFC 7517), compact
// signatures (RFC 7515, RFC 7518, RFC 8037), registered claims (RFC 7519) and the policies a verified token must pass.
//
// It never reads a clock, a file or a socket, never picks a key or an algorithm that the caller didn't name, never
// follows a key or an address found in a token, and never reads a payload whose signature it hasn't verified.
//
// The folders `JSON`, `Encoding`, `Errors` and `Claims` and the readers of headers and keys import no cryptography, so
// that they can be fuzzed alone.
