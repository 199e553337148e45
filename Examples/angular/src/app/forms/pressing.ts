import { DOCUMENT } from "@angular/common";
import { DestroyRef, inject, Injectable, type Signal, signal } from "@angular/core";

/**
 * Whether a button or a link is being pressed with the mouse, the pen or a finger.
 *
 * A press takes the focus from a field, and a field that was left says what is wrong with it. If that sentence came before the end of the
 * press, it would move the button away from under the pointer, and the press would hit nothing.
 */
@Injectable({ providedIn: "root" })
export class Pressing {
    readonly #isDown = signal(false);

    /** True from the beginning of a press to its end. */
    readonly isDown: Signal<boolean> = this.#isDown.asReadonly();

    constructor() {
        const document = inject(DOCUMENT);
        const listen = (kind: string, isDown: boolean) => {
            const listener = () => {
                this.#isDown.set(isDown);
            };
            document.addEventListener(kind, listener, true);
            return () => {
                document.removeEventListener(kind, listener, true);
            };
        };
        const stops = [listen("pointerdown", true), listen("pointerup", false), listen("pointercancel", false)];
        inject(DestroyRef).onDestroy(() => {
            for (const stop of stops) stop();
        });
    }
}
