import { Injectable, signal } from "@angular/core";

/** A question before something that cannot be taken back. */
export interface Question {
    readonly title: string;
    readonly text: string;
    /** The button that goes on. */
    readonly yes: string;
    /** The button that changes nothing. */
    readonly no: string;
}

/** Asks the person; `AskDialog` shows the question. */
@Injectable({ providedIn: "root" })
export class Ask {
    readonly #question = signal<Question | null>(null);
    #answer: (yes: boolean) => void = () => undefined;

    readonly question = this.#question.asReadonly();

    /** @returns whether to go on. A question that another one replaces is answered with no. */
    ask(question: Question): Promise<boolean> {
        this.answer(false);
        this.#question.set(question);
        return new Promise(resolve => (this.#answer = resolve));
    }

    answer(yes: boolean): void {
        this.#question.set(null);
        this.#answer(yes);
        this.#answer = () => undefined;
    }
}
