import { computed, inject, type Signal } from "@angular/core";
import { Tessera } from "@tessera/angular";

/**
 * Whose data a page shows: the account's id, undefined without a session.
 *
 * What is loaded for a person is keyed on this. It is another value when another person signs in, in another tab as well; a refresh of
 * the token, a new session of the same person and a new role change nothing.
 */
export function personId(): Signal<string | undefined> {
    const tessera = inject(Tessera);
    return computed(() => tessera.user()?.id);
}
