import { errorOf } from "../errors/classify.ts";
import type { Server } from "../server/server.ts";
import { answerOf } from "../server/server.ts";
import type { Account, NewAccount } from "./documents.ts";

/**
 * The JSON object in `response`; empty when it has none.
 *
 * @throws {@link TesseraError} for every status but 2xx.
 */
export async function readDocument(response: Response): Promise<Record<string, unknown>> {
    const answer = await answerOf(response, 0);
    if (!response.ok || (response.status !== 204 && !answer.body)) throw errorOf(answer, false);
    return answer.body ?? {};
}

/** Makes an account. */
export async function register(server: Server, account: NewAccount): Promise<Account> {
    const { userName, email, password, displayName } = account;
    const body = { user_name: userName, email, password, display_name: displayName };
    const answer = await server.post("/auth/register", { body });
    if (!answer.body || answer.status !== 201) throw errorOf(answer, false);
    return answer.body as Account & Record<string, unknown>;
}
