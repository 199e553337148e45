// What is waited for in a test has limits of its own; this one is for machines that do much else.
vi.setConfig({ testTimeout: 60_000 });

// The spec files share one page.
afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
    localStorage.clear();
    sessionStorage.clear();
});
