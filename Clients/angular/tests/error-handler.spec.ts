import { HttpErrorResponse } from "@angular/common/http";
import { ErrorHandler } from "@angular/core";
import { TestBed } from "@angular/core/testing";
import { TesseraErrorHandler, withErrorHandler } from "@tessera/angular";
import { provideTesseraTesting } from "@tessera/angular/testing";
import { type ErrorClass, TesseraError } from "@tessera/client";

const shapes: [string, (error: TesseraError) => unknown][] = [
    ["as it is", error => error],
    ["in an answer of HttpClient", error => new HttpErrorResponse({ error, status: 0 })],
    [
        "in a promise that zone.js reports",
        error => Object.assign(new Error("Uncaught (in promise)"), { rejection: error }),
    ],
];
const classes: [ErrorClass, boolean][] = [
    ["cancelled", false],
    ["rejected", false],
    ["transient", true],
    ["refused", true],
    ["configuration", true],
];

describe("withErrorHandler", () => {
    for (const [name, shape] of shapes) {
        for (const [errorClass, isReported] of classes) {
            test(`${errorClass}, ${name}: ${isReported ? "reported" : "silent"}`, () => {
                TestBed.configureTestingModule({ providers: [provideTesseraTesting("signedOut", withErrorHandler())] });
                const report = vi.spyOn(console, "error").mockImplementation(() => undefined);
                const handler = TestBed.inject(ErrorHandler);
                expect(handler).toBeInstanceOf(TesseraErrorHandler);
                handler.handleError(shape(new TesseraError(errorClass, "code", "text")));
                expect(report.mock.calls.length).toBe(isReported ? 1 : 0);
            });
        }
    }

    test("everything else is reported", () => {
        TestBed.configureTestingModule({ providers: [provideTesseraTesting("signedOut", withErrorHandler())] });
        const report = vi.spyOn(console, "error").mockImplementation(() => undefined);
        for (const error of [
            new Error("own"),
            "text",
            null,
            undefined,
            { class: "cancelled" },
            new HttpErrorResponse({ status: 500 }),
        ]) {
            TestBed.inject(ErrorHandler).handleError(error);
        }
        expect(report.mock.calls.length).toBe(6);
    });
});
