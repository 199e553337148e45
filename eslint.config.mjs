// For the Angular library and the Angular example; the browser client (Clients/web) is Deno's to lint.
import angular from "angular-eslint";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig([
    {
        ignores: [
            "**/dist/",
            "**/.angular/",
            "**/node_modules/",
            "Clients/web/",
            // The trial for servers has packages of its own, in a folder of its own.
            "Clients/angular/trial/server/",
            // What the test of the README compiles, while it runs.
            "Clients/angular/trial/readme-*/",
        ],
    },
    {
        files: ["**/*.ts"],
        extends: [
            tseslint.configs.strictTypeChecked,
            tseslint.configs.stylisticTypeChecked,
            angular.configs.tsRecommended,
        ],
        processor: angular.processInlineTemplates,
        languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
        rules: {
            "@typescript-eslint/no-extraneous-class": ["error", { allowWithDecorator: true }],
            "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
            "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
            "@angular-eslint/prefer-on-push-component-change-detection": "error",
        },
    },
    {
        files: ["**/*.html"],
        extends: [angular.configs.templateRecommended, angular.configs.templateAccessibility],
    },
    {
        // Tests hand in what the types forbid, and a test's component may have any selector.
        files: ["**/tests/**/*.ts", "**/*.spec.ts"],
        rules: {
            "@typescript-eslint/no-empty-function": "off",
            "@angular-eslint/prefer-on-push-component-change-detection": "off",
        },
    },
]);
