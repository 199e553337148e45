import { computed, DestroyRef, inject, NgZone, type Signal, signal } from "@angular/core";
import { TESSERA_CLIENT } from "./make-client";
import { Tessera } from "./tessera";

/**
 * The whole seconds that the access token still lives, for showing; 0 without a session. It ticks only as long as the component that asks
 * for it lives, and keeps no application from being stable.
 *
 * @param every seconds between two looks.
 */
export function tesseraExpiresIn(every = 1): Signal<number> {
    const { session } = inject(Tessera);
    const tick = signal(0);
    if (inject(TESSERA_CLIENT)) {
        const timer = inject(NgZone).runOutsideAngular(() =>
            setInterval(() => {
                tick.update(count => count + 1);
            }, every * 1000),
        );
        inject(DestroyRef).onDestroy(() => {
            clearInterval(timer);
        });
    }
    return computed(() => {
        tick();
        return session()?.expiresIn ?? 0;
    });
}
