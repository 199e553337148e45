// Clients/web/src/axios/axios.ts
function tesseraInterceptor(client, axios) {
  const asRequest = (config) => {
    const headers = new Headers();
    for (const name of ["Authorization", "DPoP"]) {
      const value = config.headers?.get?.(name) ?? config.headers?.[name];
      if (typeof value === "string")
        headers.set(name, value);
    }
    const url = new URL(axios.getUri(config), globalThis.document?.baseURI);
    return new Request(url, { method: config.method?.toUpperCase() ?? "GET", headers });
  };
  const take = (config, request) => {
    const headers = config.headers ??= {};
    for (const name of ["Authorization", "DPoP"]) {
      const value = request.headers.get(name);
      if (value === null)
        continue;
      if (typeof headers.set === "function")
        headers.set(name, value);
      else
        headers[name] = value;
    }
    return config;
  };
  return {
    async request(config) {
      if (config.tessera === false)
        return config;
      return take(config, await client.attach(asRequest(config)));
    },
    response: (response) => response,
    async rejected(error) {
      const { config, response } = error;
      const isReplayable = !(config?.data instanceof ReadableStream);
      if (!config || !response || config.tessera === false || !isReplayable || config.tesseraRetried)
        throw error;
      const headers = new Headers();
      const given = response.headers;
      for (const name of ["WWW-Authenticate", "DPoP-Nonce"]) {
        const value = given.get?.(name) ?? given[name.toLowerCase()];
        if (typeof value === "string")
          headers.set(name, value);
      }
      const renewed = await client.renew(asRequest(config), new Response(null, { status: response.status, headers }));
      if (!renewed)
        throw error;
      return await axios.request(take({ ...config, tesseraRetried: true }, renewed));
    }
  };
}
export {
  tesseraInterceptor
};
