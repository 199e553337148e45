import { provideZoneChangeDetection } from "@angular/core";
import { ComponentFixtureAutoDetect } from "@angular/core/testing";

// Without it `whenStable()` draws nothing in an application with zone.js.
export default [provideZoneChangeDetection(), { provide: ComponentFixtureAutoDetect, useValue: true }];
