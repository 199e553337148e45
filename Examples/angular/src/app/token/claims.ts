import { ChangeDetectionStrategy, Component, input } from "@angular/core";

import type { ClaimRow } from "./claim-rows";

/** Members of a token as a list: name, value, meaning. Everything in it is text, whatever it looks like. */
@Component({
    selector: "app-claims",
    template: `
        <dl class="claims">
            @for (row of rows(); track row.name) {
                <div>
                    <dt translate="no">{{ row.name }}</dt>
                    <dd>
                        <span class="claim-value" translate="no" dir="auto">{{ row.value }}</span>
                        <span class="quiet">{{ row.meaning }}</span>
                    </dd>
                </div>
            }
        </dl>
    `,
    changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Claims {
    readonly rows = input.required<readonly ClaimRow[]>();
}
