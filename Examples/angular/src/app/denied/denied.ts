import { ChangeDetectionStrategy, Component } from "@angular/core";
import { RouterLink } from "@angular/router";

/** Where a guard leads a person who is signed in and may not see a page. The address stays, so a reload asks again. */
@Component({
    selector: "app-denied",
    imports: [RouterLink],
    templateUrl: "./denied.html",
    changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Denied {}
