import { inject } from "@angular/core";
import { TestBed } from "@angular/core/testing";
import { provideTessera, Tessera, TESSERA_CLIENT, type TesseraOptions } from "@tessera/angular";
import { TesseraError } from "@tessera/client";

const begin = (options: TesseraOptions | (() => TesseraOptions)) => {
    vi.stubGlobal("fetch", () => new Promise(() => undefined));
    TestBed.configureTestingModule({ providers: [provideTessera(options)] });
    return TestBed.inject(TESSERA_CLIENT);
};
const errorOf = (options: TesseraOptions) => {
    try {
        begin(options);
    } catch (error) {
        return error;
    }
    return null;
};

describe("T39 plain http is refused, but for this machine", () => {
    const refused = [
        "http://login.example.com",
        "http://localhost.evil.test",
        "http://xlocalhost",
        "http://127.0.0.1.evil.test",
        "http://10.0.0.1",
        "http://[::2]",
        "HTTP://login.example.com",
    ];
    for (const address of refused) {
        test(`${address} as issuer and as api`, () => {
            for (const options of [{ issuer: address }, { issuer: "https://login.test", api: [`${address}/v1`] }]) {
                const error = errorOf(options);
                expect(error).toBeInstanceOf(TesseraError);
                expect(error).toMatchObject({ class: "configuration", code: "insecure_address" });
                expect((error as TesseraError).message).toContain(address);
                TestBed.resetTestingModule();
            }
        });
    }

    const taken = [
        "https://login.example.com",
        "http://localhost:8080",
        "http://app.localhost",
        "http://127.0.0.1:1",
        "http://127.1",
        "http://[::1]:8080",
    ];
    for (const address of taken) {
        test(`${address} is taken`, () => {
            expect(begin({ issuer: address, api: [`${address}/v1`] })?.shouldAttach(`${address}/v1/notes`)).toBe(true);
        });
    }

    test("allowPlainHttp takes it, and does not reach the client's options", () => {
        expect(begin({ issuer: "http://login.example.com", allowPlainHttp: true })).not.toBeNull();
    });

    test("what is no address at all is refused by the client's own check", () => {
        expect(errorOf({ issuer: "login.example.com" })).toMatchObject({
            class: "configuration",
            code: "invalid_options",
        });
        TestBed.resetTestingModule();
        expect(errorOf({ issuer: "https://login.test", api: ["https://*.example.com"] })).toMatchObject({
            code: "invalid_options",
        });
    });
});

test("options as a function run where inject may be called", () => {
    class Configuration {
        readonly issuer = "https://login.test";
    }
    vi.stubGlobal("fetch", () => new Promise(() => undefined));
    TestBed.configureTestingModule({
        providers: [Configuration, provideTessera(() => ({ issuer: inject(Configuration).issuer }))],
    });
    expect(TestBed.inject(TESSERA_CLIENT)?.shouldAttach("https://login.test/auth/me")).toBe(true);
});

test("without provideTessera the error names the class", () => {
    expect(() => TestBed.inject(Tessera)).toThrow(/NG0201.*Tessera/s);
});

test("a login service that does not answer keeps nothing from starting", () => {
    expect(begin({ issuer: "https://login.test" })?.state.value).toEqual({ status: "unknown" });
    expect(TestBed.inject(Tessera).status()).toBe("unknown");
});
