import { inject, Injectable } from "@angular/core";
import { Title } from "@angular/platform-browser";
import { type RouterStateSnapshot, TitleStrategy } from "@angular/router";

/** The title of a page, then the application's. */
@Injectable()
export class PageTitle extends TitleStrategy {
    readonly #title = inject(Title);

    override updateTitle(state: RouterStateSnapshot): void {
        const name = $localize`:@@app.name:Notebook`;
        const page = this.buildTitle(state);
        this.#title.setTitle(page === undefined ? name : `${page} · ${name}`);
    }
}
