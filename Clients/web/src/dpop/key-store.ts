/** Keeps one key pair. */
export interface KeyStore {
    /** The pair that is kept; else what `make` gives, once it is kept. All tabs must come to the same pair. */
    loadOrStore(make: () => Promise<CryptoKeyPair>): Promise<CryptoKeyPair>;
}

/** Keeps the pair in the IndexedDB database `name`. The private key goes in and out as a handle, never as bytes. */
export function indexedKeys(name: string): KeyStore {
    const store = "keys";
    const key = "proof";

    async function open(): Promise<IDBDatabase> {
        const request = indexedDB.open(name, 1);
        request.onupgradeneeded = () => request.result.createObjectStore(store);
        return await settled(request);
    }

    return {
        async loadOrStore(make) {
            const database = await open();
            try {
                const kept = await settled(database.transaction(store).objectStore(store).get(key));
                if (kept) return kept as CryptoKeyPair;
                const made = await make();
                // Another tab may have been quicker: one transaction looks again and stores.
                const keys = database.transaction(store, "readwrite").objectStore(store);
                const theirs = await settled(keys.get(key));
                if (theirs) return theirs as CryptoKeyPair;
                await settled(keys.put(made, key));
                return made;
            } finally {
                database.close();
            }
        },
    };
}

function settled<Result>(request: IDBRequest<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
}
