import { errorOf } from "../errors/classify.ts";
import type { Server } from "../server/server.ts";
import { answerOf } from "../server/server.ts";
import type { Account, NewAccount } from "./documents.ts";

/**
 * The JSON object in `response`; empty when it has none.
 *
 * @param isWhole whether it holds what was asked for; else it is not the server's.
 * @throws {@link TesseraError} for every status but 2xx, and for an answer of a stranger.
 */
export async function readDocument(
    response: Response,
    isWhole: (document: Record<string, unknown>) => boolean = () => true,
): Promise<Record<string, unknown>> {
    const answer = await answerOf(response, 0);
    const document = answer.body ?? {};
    const isOwn = answer.status === 204 ? answer.isMarked : answer.body;
    if (!response.ok || !isOwn || !isWhole(document)) throw errorOf(answer, false);
    return document;
}

/** Makes an account. */
export async function register(server: Server, account: NewAccount): Promise<Account> {
    const { userName, email, password, displayName } = account;
    const body = { user_name: userName, email, password, display_name: displayName };
    const answer = await server.post("/auth/register", { body });
    if (!answer.body || answer.status !== 201) throw errorOf(answer, false);
    return answer.body as Account & Record<string, unknown>;
}
