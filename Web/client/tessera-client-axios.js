// Clients/web/src/axios/axios.ts
function tesseraInterceptor(client, axios) {
  const asRequest = (config) => {
    const headers = new Headers();
    const authorization = read(config.headers, "Authorization");
    if (authorization !== null)
      headers.set("Authorization", authorization);
    const url = new URL(axios.getUri(config), globalThis.document?.baseURI);
    const signal = config.signal instanceof AbortSignal ? { signal: config.signal } : {};
    return new Request(url, { method: config.method?.toUpperCase() ?? "GET", headers, ...signal });
  };
  const take = (config, attempt) => {
    const headers = config.headers ??= {};
    for (const name of credentials) {
      const value = attempt.request.headers.get(name);
      if (value === null)
        continue;
      if (typeof headers.set === "function")
        headers.set(name, value);
      else
        headers[name] = value;
    }
    return Object.assign(config, { tesseraAttempt: attempt, tesseraNext: void 0 });
  };
  const next = async (config, response) => {
    if (!response)
      return null;
    const headers = new Headers();
    for (const name of ["WWW-Authenticate", "DPoP-Nonce"]) {
      const value = read(response.headers, name);
      if (value !== null)
        headers.set(name, value);
    }
    const status = response.status === 401 || response.status === 403 ? response.status : 200;
    return await config?.tesseraAttempt?.next(new Response(null, { status, headers })) ?? null;
  };
  return {
    async request(config) {
      if (config.tessera === false)
        return config;
      if (config.tesseraNext)
        return take(config, config.tesseraNext);
      const earlier = config.tesseraAttempt?.request.headers.get("Authorization");
      if (earlier && earlier === read(config.headers, "Authorization")) {
        for (const name of credentials)
          remove(config.headers, name);
      }
      return take(config, await client.attempt(asRequest(config)));
    },
    response(response) {
      const { config, ...answer } = response;
      void next(config, answer);
      return response;
    },
    async rejected(error) {
      const { config, response } = error;
      const attempt = await next(config, response);
      if (!config || !attempt || config.data instanceof ReadableStream)
        throw error;
      return await axios.request({ ...config, tesseraNext: attempt });
    }
  };
}
var credentials = ["Authorization", "DPoP"];
function read(headers, name) {
  const value = headers?.get?.(name) ?? headers?.[name] ?? headers?.[name.toLowerCase()];
  return typeof value === "string" ? value : null;
}
function remove(headers, name) {
  if (typeof headers.delete === "function")
    headers.delete(name);
  else
    delete headers[name];
}
export {
  tesseraInterceptor
};
