/** Until everything that can go on without a timer has gone on. */
export async function settle(): Promise<void> {
    for (let turn = 0; turn < 5; turn += 1) await new Promise(resolve => setTimeout(resolve));
}

/** The error of `work`. */
export async function errorOf(work: Promise<unknown>): Promise<unknown> {
    try {
        await work;
    } catch (error) {
        return error;
    }
    throw new Error("It did not fail.");
}
