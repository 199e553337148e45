import { HttpClient } from "@angular/common/http";
import { ChangeDetectionStrategy, Component, inject, signal } from "@angular/core";
import { RouterOutlet } from "@angular/router";

@Component({ selector: "trial-page", template: "<h1>Page</h1>", changeDetection: ChangeDetectionStrategy.OnPush })
export class Page {}

@Component({
    selector: "trial-notes",
    template: "<h1>Notes</h1><p>{{ text() }}</p>",
    changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Notes {
    readonly text = signal("");

    constructor() {
        inject(HttpClient)
            .get("/notes", { responseType: "text" })
            .subscribe(text => {
                this.text.set(text);
            });
    }
}

@Component({
    selector: "trial-root",
    imports: [RouterOutlet],
    template: "<router-outlet />",
    changeDetection: ChangeDetectionStrategy.OnPush,
})
export class App {}
