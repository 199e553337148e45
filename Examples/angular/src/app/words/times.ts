import { inject, LOCALE_ID, Pipe, type PipeTransform } from "@angular/core";

const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
    ["second", 1],
];

/** A language that `Intl` knows: the pseudo-locale is written in English. */
export const languageOf = (locale: string): string => (locale.startsWith("en-X") ? "en" : locale);

/** How far a moment is away, such as "3 minutes ago". */
export function relativeWords(moment: Date, now: number, locale: string): string {
    const seconds = Math.round((moment.getTime() - now) / 1000);
    const format = new Intl.RelativeTimeFormat(languageOf(locale), { numeric: "auto" });
    const [unit, length] = steps.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
    return format.format(Math.round(seconds / length), unit);
}

/** `{{ moment | ago }}`: how long ago, as of the time of drawing. */
@Pipe({ name: "ago" })
export class Ago implements PipeTransform {
    readonly #locale = inject(LOCALE_ID);

    transform(moment: Date): string {
        // A server's clock may be a little ahead of ours; nothing here lies in the future.
        return relativeWords(moment, Math.max(Date.now(), moment.getTime()), this.#locale);
    }
}

/** `{{ moment | moment }}`: date and time, to the second. */
@Pipe({ name: "moment" })
export class Moment implements PipeTransform {
    readonly #locale = inject(LOCALE_ID);

    transform(moment: Date): string {
        return new Intl.DateTimeFormat(languageOf(this.#locale), { dateStyle: "long", timeStyle: "medium" }).format(
            moment,
        );
    }
}
