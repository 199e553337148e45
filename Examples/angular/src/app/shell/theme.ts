import { Injectable, signal } from "@angular/core";

/** Light, dark, or whatever the system prefers. */
export type Theme = "auto" | "light" | "dark";

export const themes: readonly Theme[] = ["auto", "light", "dark"];

const key = "notebook.theme";

/** The theme chosen in this browser; `auto` where storage is refused. */
export function readTheme(): Theme {
    try {
        const kept = localStorage.getItem(key);
        return themes.find(theme => theme === kept) ?? "auto";
    } catch {
        return "auto";
    }
}

/** Puts the theme on the page; the style sheet does the rest. */
export function showTheme(theme: Theme): void {
    document.documentElement.dataset.theme = theme;
}

/** The theme of the page. */
@Injectable({ providedIn: "root" })
export class ThemeChoice {
    readonly #theme = signal(readTheme());

    readonly theme = this.#theme.asReadonly();

    choose(theme: Theme): void {
        this.#theme.set(theme);
        showTheme(theme);
        try {
            localStorage.setItem(key, theme);
        } catch {
            // Then it holds for this page.
        }
    }
}
