/**
 * Sign-in for Angular over a Tessera login service. It adds providers, signals, an interceptor and guards to `@tessera/client`, which has
 * the tokens, the timers, the storage and every rule of the protocol.
 *
 * @module
 */
export { type TesseraOptions } from "./options";
export { provideTessera, type TesseraFeature } from "./provide-tessera";
export { TESSERA_CLIENT } from "./make-client";
export { Tessera, type TesseraUser } from "./tessera";
export { tesseraExpiresIn } from "./expires-in";
export { tesseraInterceptor } from "./http/interceptor";
export { TESSERA_AUTH, tesseraAuth, type TesseraAuth } from "./http/auth-context";
export {
    hasPermission,
    hasRole,
    hasScope,
    recentlySignedIn,
    signedIn,
    signedOut,
    type TesseraGuard,
} from "./routing/guards";
export { withRouting } from "./routing/with-routing";
export { type TesseraRoutingOptions } from "./routing/routing-options";
export { tesseraReturnUrl } from "./routing/return-url";
export { withDpop } from "./dpop/with-dpop";
export { TesseraIfRole } from "./roles/if-role";
export { TesseraErrorHandler, withErrorHandler } from "./errors/error-handler";
// For `@tessera/angular/testing` alone: no promise is made about it.
export { LEAVE_PAGE as ɵLEAVE_PAGE } from "./routing/leave-page";
