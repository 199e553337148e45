import type { Routes } from "@angular/router";
import { hasRole, recentlySignedIn, signedIn, signedOut } from "@tessera/angular";

import { Denied } from "./denied/denied";
import { Login } from "./login/login";
import { Dashboard } from "./notes/dashboard";
import { keepsUnsavedText } from "./notes/unsaved";
import { Nothing } from "./nothing/nothing";

/**
 * Which page stands where, and who may see it. What a page shows is a courtesy: what a person may do, the API decides.
 *
 * The first pages of most visits are loaded with the application, the others when they are asked for.
 */
export const routes: Routes = [
    { path: "login", title: $localize`:@@login.title:Sign in`, component: Login, canActivate: [signedOut()] },
    {
        path: "register",
        title: $localize`:@@register.title:Register`,
        canActivate: [signedOut()],
        loadComponent: () => import("./register/register").then(module => module.Register),
    },
    {
        path: "",
        pathMatch: "full",
        title: $localize`:@@notes.title:Notes`,
        component: Dashboard,
        canActivate: [signedIn()],
    },
    {
        path: "notes/:id",
        title: $localize`:@@note.title:Note`,
        canActivate: [signedIn()],
        canDeactivate: [keepsUnsavedText],
        loadComponent: () => import("./notes/note-page").then(module => module.NotePage),
    },
    {
        // The API asks the same of the request itself; the guard asks before anything is typed.
        path: "erase",
        title: $localize`:@@erase.title:Delete all notes`,
        canActivate: [signedIn(), recentlySignedIn(300)],
        loadComponent: () => import("./notes/erase").then(module => module.Erase),
    },
    {
        path: "profile",
        title: $localize`:@@profile.title:Profile`,
        canActivate: [signedIn()],
        loadComponent: () => import("./profile/profile").then(module => module.Profile),
    },
    {
        path: "sessions",
        title: $localize`:@@sessions.title:Sessions`,
        canActivate: [signedIn()],
        loadComponent: () => import("./sessions/sessions").then(module => module.Sessions),
    },
    {
        // `canMatch` and not `canActivate`: without the role not even the code of the page is loaded.
        path: "admin",
        title: $localize`:@@admin.title:Administration`,
        canMatch: [hasRole("admin")],
        loadComponent: () => import("./admin/admin").then(module => module.Admin),
    },
    {
        path: "confirm",
        title: $localize`:@@confirm.title:Is it still you?`,
        canActivate: [signedIn()],
        loadComponent: () => import("./confirm/confirm").then(module => module.Confirm),
    },
    {
        path: "token",
        title: $localize`:@@token.title:Token`,
        loadComponent: () => import("./token/token-page").then(module => module.TokenPage),
    },
    {
        path: "storage",
        title: $localize`:@@storage.title:Storage`,
        loadComponent: () => import("./storage/storage-page").then(module => module.StoragePage),
    },
    { path: "denied", title: $localize`:@@denied.title:Not for this account`, component: Denied },
    { path: "**", title: $localize`:@@nothing.title:Nothing here`, component: Nothing },
];
