import { ChangeDetectionStrategy, Component, effect, type ElementRef, inject, viewChild } from "@angular/core";

import { Ask } from "./ask";

/** The one dialog of the application. The browser's own element keeps the focus within it and gives it back. */
@Component({
    selector: "app-ask-dialog",
    template: `
        <dialog #dialog class="card" aria-labelledby="ask-title" (close)="ask.answer(false)">
            @if (ask.question(); as question) {
                <h2 id="ask-title">{{ question.title }}</h2>
                <p>{{ question.text }}</p>
                <div class="row end">
                    <button type="button" class="plain" autofocus (click)="ask.answer(false)">{{ question.no }}</button>
                    <button type="button" class="grave" (click)="ask.answer(true)">{{ question.yes }}</button>
                </div>
            }
        </dialog>
    `,
    changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AskDialog {
    protected readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>("dialog");

    protected readonly ask = inject(Ask);

    constructor() {
        effect(() => {
            const dialog = this.dialog().nativeElement;
            if (this.ask.question() === null) dialog.close();
            else if (!dialog.open) dialog.showModal();
        });
    }
}
