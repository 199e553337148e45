import { ChangeDetectionStrategy, Component } from "@angular/core";
import { RouterLink } from "@angular/router";

/** An address that leads nowhere. */
@Component({
    selector: "app-nothing",
    imports: [RouterLink],
    templateUrl: "./nothing.html",
    changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Nothing {}
