import type { Tree } from "@angular-devkit/schematics";
import { addRootProvider } from "@schematics/angular/utility";
import { insertImport } from "@schematics/angular/utility/ast-utils";
import { type Change, InsertChange, ReplaceChange } from "@schematics/angular/utility/change";
import { applyChangesToFile, getSourceFile } from "@schematics/angular/utility/standalone/util";
import type { Rule } from "@angular-devkit/schematics";
import * as ts from "typescript";
import { callsOf } from "./source";

const library = "@tessera/angular";
const angular = "@angular/common/http";

/** Puts the interceptor last into the `provideHttpClient` of one of `files`; makes one when there is none. */
export function addInterceptor(project: string, files: readonly string[]): Rule {
    return tree => {
        for (const file of files) {
            const [call] = callsOf(tree, file, "provideHttpClient");
            if (!call) continue;
            if (!/\btesseraInterceptor\b/.test(call.getText())) extend(tree, file, call);
            return tree;
        }
        return addRootProvider(project, ({ code, external }) => {
            const list = external("withInterceptors", angular);
            const interceptor = external("tesseraInterceptor", library);
            const noXsrf = external("withNoXsrfProtection", angular);
            return code`${external("provideHttpClient", angular)}(${list}([${interceptor}]), ${noXsrf}())`;
        });
    };
}

function extend(tree: Tree, file: string, call: ts.CallExpression): void {
    const source = getSourceFile(tree, file);
    const imports: Change[] = [insertImport(source, file, "tesseraInterceptor", library)];
    const list = call.arguments.find(
        argument => ts.isCallExpression(argument) && argument.expression.getText() === "withInterceptors",
    );
    const given = list && ts.isCallExpression(list) ? list.arguments[0] : undefined;
    let change: Change;
    if (!given) {
        imports.push(insertImport(source, file, "withInterceptors", angular));
        const mark = call.arguments.length > 0 ? ", " : "";
        // Behind the last argument, or behind the bracket that opens.
        const position = call.arguments.at(-1)?.getEnd() ?? call.getEnd() - 1;
        change = new InsertChange(file, position, `${mark}withInterceptors([tesseraInterceptor])`);
    } else if (ts.isArrayLiteralExpression(given)) {
        const last = given.elements.at(-1);
        const position = last?.getEnd() ?? given.getStart() + 1;
        change = new InsertChange(file, position, `${last ? ", " : ""}tesseraInterceptor`);
    } else {
        const text = given.getText();
        change = new ReplaceChange(file, given.getStart(), text, `[...${text}, tesseraInterceptor]`);
    }
    applyChangesToFile(tree, file, [...imports, change]);
}
