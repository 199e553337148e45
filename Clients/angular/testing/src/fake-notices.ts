import type { ClientEvent, Readable, State } from "@tessera/client";

/** Tells at once, where the real client tells after the current turn. */
export class FakeNotices {
    readonly #stateListeners = new Set<(state: State) => void>();
    readonly #eventListeners = new Set<(event: ClientEvent) => void>();
    #state: State = { status: "unknown" };

    readonly state: Readable<State>;

    constructor() {
        const read = () => this.#state;
        this.state = {
            get value() {
                return read();
            },
            subscribe: listener => {
                const own = (state: State) => {
                    listener(state);
                };
                this.#stateListeners.add(own);
                own(this.#state);
                return () => this.#stateListeners.delete(own);
            },
        };
    }

    onEvent(listener: (event: ClientEvent) => void): () => void {
        const own = (event: ClientEvent) => {
            listener(event);
        };
        this.#eventListeners.add(own);
        return () => this.#eventListeners.delete(own);
    }

    setState(state: State): void {
        this.#state = state;
        for (const listener of [...this.#stateListeners]) listener(state);
    }

    emit(event: ClientEvent): void {
        for (const listener of [...this.#eventListeners]) listener(event);
    }

    close(): void {
        this.#stateListeners.clear();
        this.#eventListeners.clear();
    }
}
