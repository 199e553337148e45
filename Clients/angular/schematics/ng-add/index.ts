import { chain, type Rule, SchematicsException } from "@angular-devkit/schematics";
import { addRootProvider, readWorkspace } from "@schematics/angular/utility";
import { addInterceptor } from "./http-client";
import { addressesIn, type Options } from "./options";
import { callsOf, rootFiles } from "./source";

const library = "@tessera/angular";

const routes = `Routes are yours to write; these three lines show how:

    { path: "login", component: Login, canActivate: [signedOut()] },
    { path: "admin", canMatch: [hasRole("admin")], loadComponent: () => import("./admin") },
    { path: "", component: Home, canActivate: [signedIn()] },`;

/**
 * Connects an application to its login service: provides Tessera and puts its interceptor into `HttpClient`.
 *
 * A second run changes nothing. Pages are not made: the example application has some to copy.
 */
export function ngAdd(options: Options): Rule {
    return async (tree, { logger }) => {
        const addresses = addressesIn(options);
        const { projects } = await readWorkspace(tree);
        const applications = [...projects].filter(([, { extensions }]) => extensions.projectType !== "library");
        const project = options.project ?? applications[0]?.[0];
        if (project === undefined || !projects.has(project)) {
            throw new SchematicsException(
                `There is no application ${project ?? ""} in angular.json: name one with --project.`,
            );
        }
        const files = await rootFiles(tree, project);
        const has = (name: string) => files.some(file => callsOf(tree, file, name).length > 0);
        const hasInterceptor = files.some(file =>
            callsOf(tree, file, "provideHttpClient").some(call => /\btesseraInterceptor\b/.test(call.getText())),
        );
        if (has("provideTessera") && hasInterceptor) {
            logger.info(`${project} is connected to its login service already. Nothing to be done.`);
            return;
        }
        const rules = [addInterceptor(project, files)];
        if (!has("provideTessera")) rules.push(addTessera(project, addresses));
        logger.info(routes);
        return chain(rules);
    };
}

function addTessera(project: string, { issuer, api }: ReturnType<typeof addressesIn>): Rule {
    return addRootProvider(project, ({ code, external }) => {
        const parts = [`issuer: ${JSON.stringify(issuer)}`];
        if (api.length > 0) parts.push(`api: [${api.map(base => JSON.stringify(base)).join(", ")}]`);
        return code`${external("provideTessera", library)}({ ${parts.join(", ")} }, ${external("withRouting", library)}())`;
    });
}
