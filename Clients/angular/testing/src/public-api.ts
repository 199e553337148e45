/**
 * Tests of applications with `@tessera/angular`: without network, timers and storage. Interceptor, guards and directive are the real ones.
 *
 * @module
 */
export { type FakeUser } from "./fake-user";
export { provideTesseraTesting, type TesseraTestingStart } from "./provide-testing";
export { TesseraTesting } from "./tessera-testing";
