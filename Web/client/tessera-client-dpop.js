// Clients/web/src/dpop/key-store.ts
function indexedKeys(name) {
  const store = "keys";
  const key = "proof";
  async function open() {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(store);
    return await settled(request);
  }
  return {
    async loadOrStore(make) {
      const database = await open();
      try {
        const kept = await settled(database.transaction(store).objectStore(store).get(key));
        if (kept)
          return kept;
        const made = await make();
        const keys = database.transaction(store, "readwrite").objectStore(store);
        const theirs = await settled(keys.get(key));
        if (theirs)
          return theirs;
        await settled(keys.put(made, key));
        return made;
      } finally {
        database.close();
      }
    }
  };
}
function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

// Clients/web/src/dpop/dpop.ts
function dpop(options = {}) {
  const keys = options.keys ?? indexedKeys("tessera-dpop");
  const nonces = /* @__PURE__ */ new Map();
  let pair;
  async function load() {
    const pair2 = await keys.loadOrStore(
      () => crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign"])
    );
    const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", pair2.publicKey);
    return { pair: pair2, jwk: { kty, crv, x, y } };
  }
  return {
    async prove({ method, url, accessToken, time }) {
      pair ??= load().catch((error) => {
        pair = void 0;
        throw error;
      });
      const { pair: { privateKey }, jwk } = await pair;
      const { origin, pathname } = new URL(url);
      const nonce = nonces.get(origin);
      const claims = {
        jti: base64url(crypto.getRandomValues(new Uint8Array(16))),
        htm: method,
        htu: origin + pathname,
        iat: time,
        ...accessToken && { ath: base64url(await sha256(accessToken)) },
        ...nonce && { nonce }
      };
      const input = `${json({ typ: "dpop+jwt", alg: "ES256", jwk })}.${json(claims)}`;
      const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, privateKey, utf8(input));
      return `${input}.${base64url(new Uint8Array(signature))}`;
    },
    learn(url, headers) {
      const nonce = headers.get("DPoP-Nonce");
      if (nonce)
        nonces.set(new URL(url).origin, nonce);
      return nonce !== null;
    }
  };
}
var utf8 = (text) => new TextEncoder().encode(text);
var json = (value) => base64url(utf8(JSON.stringify(value)));
var sha256 = async (text) => new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(text)));
function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
export {
  dpop,
  indexedKeys
};
