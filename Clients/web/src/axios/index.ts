/**
 * Interceptors for axios, an entry point of its own.
 *
 * @module
 */
export { type Interceptor, type RequestConfig, type ResponseError, tesseraInterceptor } from "./axios.ts";
