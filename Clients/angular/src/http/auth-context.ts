import { HttpContext, HttpContextToken } from "@angular/common/http";

/**
 * What a request wants of `tesseraInterceptor`.
 *
 * - `auto` (default): the token if the address is on the allow-list and a person is signed in.
 * - `skip`: no token, and no waiting for one.
 * - `required`: without a session nothing is sent, and the caller gets a 401.
 */
export type TesseraAuth = "auto" | "skip" | "required";

/** What a request wants of `tesseraInterceptor`; see `tesseraAuth`. */
export const TESSERA_AUTH = new HttpContextToken<TesseraAuth>(() => "auto");

/**
 * The context of a request that wants no token, or none but an authenticated sending: `http.get(url, {context: tesseraAuth("skip")})`.
 *
 * @param context to add to; by default a new one.
 */
export function tesseraAuth(kind: "skip" | "required", context: HttpContext = new HttpContext()): HttpContext {
    return context.set(TESSERA_AUTH, kind);
}
