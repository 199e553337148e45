/** Every way in which a server says that the person's own password is wrong, as the fields of a `serverForm`. */
export function ownPassword<Name extends string>(name: Name): Record<string, Name> {
    return {
        password: name,
        current_password: name,
        wrong_password: name,
        invalid_credentials: name,
        other_account: name,
    };
}
