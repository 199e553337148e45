import type { Tree } from "@angular-devkit/schematics";
import { findNodes } from "@schematics/angular/utility/ast-utils";
import { getAppModulePath, isStandaloneApp } from "@schematics/angular/utility/ng-ast-utils";
import { findAppConfig } from "@schematics/angular/utility/standalone/app_config";
import {
    findBootstrapApplicationCall,
    getMainFilePath,
    getSourceFile,
} from "@schematics/angular/utility/standalone/util";
import * as ts from "typescript";

/** The files in which an application provides what its root injector has. */
export async function rootFiles(tree: Tree, project: string): Promise<string[]> {
    const main = await getMainFilePath(tree, project);
    if (!isStandaloneApp(tree, main)) return [getAppModulePath(tree, main)];
    const config = findAppConfig(findBootstrapApplicationCall(tree, main), tree, main);
    return config && config.filePath !== main ? [config.filePath, main] : [main];
}

/** The calls of the function `name` in `file`. */
export function callsOf(tree: Tree, file: string, name: string): ts.CallExpression[] {
    return findNodes(getSourceFile(tree, file), ts.isCallExpression).filter(call => call.expression.getText() === name);
}
