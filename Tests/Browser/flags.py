"""How the tests start Chromium, with Playwright and with chromedriver."""

# Of several `--disable-features` Chromium takes the last one. So this list begins with what Playwright 1.65 itself switches
# off; look at it again when Scripts/requirements.txt names another Playwright.
_OF_PLAYWRIGHT = [
    "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades", "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect",
    "TcpPortRandomizationWin", "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch",
    "msForceBrowserSignIn", "msEdgeUpdateLaunchServicesPreferredVersion",
]
# The address bar's popups are pages of their own: each window, and so each profile of a test, loaded two of them. Spare
# processes wait for a page that no test opens. Without both, a profile with a page costs half the processor time.
_OF_NO_USE = ["WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup", "SpareRendererForSitePerProcess"]

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
    # Names that have no owner lead here: an origin that is neither HTTPS nor localhost, and ones that only look like ours.
    "--host-resolver-rules=MAP *.test 127.0.0.1",
    f"--disable-features={','.join([*_OF_PLAYWRIGHT, *_OF_NO_USE])}",
]
