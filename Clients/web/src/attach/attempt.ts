/**
 * One sending of a request, for those who send by themselves: what to send, and what the answer asks for.
 *
 * ```js
 * let attempt = await client.attempt(request);
 * for (;;) {
 *     const answer = await send(attempt.request);
 *     const next = await attempt.next(answer);
 *     if (!next) return answer;
 *     attempt = next;
 * }
 * ```
 */
export interface Attempt {
    /**
     * The request as it is to be sent: with `Authorization`, with a fresh `DPoP` where tokens are bound, and with `redirect`
     * `"error"` in place of `"follow"`. The request itself when it may have no token, brings an `Authorization` of its own, or
     * there is no session.
     */
    readonly request: Request;
    /**
     * What `answer` asks for. To be called for every answer, a success too, since nonces are learnt from each (RFC 9449 §8.2);
     * then there is no need to wait for it. It never rejects. Of `answer` it reads the status, `WWW-Authenticate` and `DPoP-Nonce`.
     *
     * @returns what to send instead, with a newer token or a new nonce; null when the answer is the caller's.
     */
    next(answer: Response): Promise<Attempt | null>;
}
