/* Made by npm run gen from openapi.json. */
export interface paths {
    "/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where to begin */
        get: operations["readRoot"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/oauth-authorization-server": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same, under the name of RFC 8414 */
        get: operations["readAuthorizationServerMetadata"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/openid-configuration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the OpenID provider supports, and where */
        get: operations["readOpenidConfiguration"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your account */
        get: operations["getAccount"];
        put?: never;
        post?: never;
        /** Leave every team and delete your account */
        delete: operations["deleteAccount"];
        options?: never;
        head?: never;
        /** Change your name */
        patch: operations["updateAccount"];
        trace?: never;
    };
    "/account/activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What you did and what was done to your account, the newest first */
        get: operations["listActivity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/consents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What you let clients do for you */
        get: operations["listConsents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/consents/{consent_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take back what you let a client do
         * @description Every token that it has of you is refused within seconds.
         */
        delete: operations["withdrawConsent"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for a code to use another address */
        post: operations["changeEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/email/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Use another address, with the code that was sent there; the former one is told */
        post: operations["confirmEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/passkeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your passkeys */
        get: operations["listPasskeys"];
        put?: never;
        /** Add the passkey that the browser has made */
        post: operations["addPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/passkeys/{passkey_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a passkey */
        delete: operations["removePasskey"];
        options?: never;
        head?: never;
        /** Give a passkey another name */
        patch: operations["renamePasskey"];
        trace?: never;
    };
    "/account/passkeys/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin to add a passkey */
        post: operations["beginPasskeyRegistration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change your password; all other sessions end, this one gets a new cookie */
        post: operations["changePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many recovery codes are left */
        get: operations["countRecoveryCodes"];
        put?: never;
        /** Make new recovery codes; the former ones are void */
        post: operations["renewRecoveryCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin to set up an authenticator app: the one answer that shows its secret */
        post: operations["enrolTotp"];
        /** Remove the authenticator app */
        delete: operations["removeTotp"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/totp/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Finish the set-up with a first code, and get recovery codes; former ones are void */
        post: operations["confirmTotp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a code to make an account
         * @description The answer is the same whether there is an account with that address.
         */
        post: operations["register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make an account with the code from the mail, and sign in
         * @description Passwords have 10 to 256 characters; with fewer than 15 a second factor has to be set up before anything of a team is reached.
         */
        post: operations["confirmRegistration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The installation: roles and processes that are alive, what waits, ages of keys, the last checkpoint */
        get: operations["readInstallation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/aircraft": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The aircraft of the team */
        get: operations["listAircraft"];
        put?: never;
        /** Register an aircraft; give it a certificate, a secret or keys next */
        post: operations["registerAircraft"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/aircraft/{aircraft_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One aircraft */
        get: operations["getAircraft"];
        put?: never;
        post?: never;
        /** Delete an aircraft; its tokens and certificates are refused within seconds, its events stay */
        delete: operations["deleteAircraft"];
        options?: never;
        head?: never;
        /** Change an aircraft; new keys need aircraft:credential */
        patch: operations["updateAircraft"];
        trace?: never;
    };
    "/aircraft/{aircraft_id}/certificates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest certificates of an aircraft, at most 200 */
        get: operations["listAircraftCertificates"];
        put?: never;
        /** A certificate of the team’s issuing authority: common name and SAN are the aircraft’s id */
        post: operations["issueAircraftCertificate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/aircraft/{aircraft_id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Revoke the aircraft for good with everything it holds, or one certificate; takes effect within 5 seconds */
        post: operations["revokeAircraft"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/aircraft/{aircraft_id}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A new secret, shown only here; the former one is void */
        post: operations["issueAircraftSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit/checkpoint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A signed checkpoint over everything written before the call */
        get: operations["readAuditCheckpoint"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit/entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Entries of the team, newest first */
        get: operations["listAuditEntries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit/entries/{index}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One entry of the team by its place in the tree */
        get: operations["readAuditEntry"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The whole trail of the team with its proofs, to be verified offline */
        get: operations["exportAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Public keys of the log; keep your own copy, for a list from us proves nothing about us */
        get: operations["listAuditKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit/proofs/consistency": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Proof (RFC 9162) that a tree of the log has grown out of an earlier one */
        get: operations["proveAuditConsistency"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit/proofs/inclusion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Proof (RFC 9162) that an entry of the team is in a tree of the log */
        get: operations["proveAuditInclusion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A token for an aircraft, against one proof of identity */
        post: operations["requestAircraftToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calendars": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The calendars of exceptions that schedules of the team share */
        get: operations["listCalendars"];
        put?: never;
        /** Make a calendar of exceptions */
        post: operations["createCalendar"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calendars/{calendar_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One calendar */
        get: operations["getCalendar"];
        /** Replace a calendar as a whole, and with it what its schedules want; nothing starts or stops by it */
        put: operations["replaceCalendar"];
        post?: never;
        /** Delete a calendar that no schedule names */
        delete: operations["deleteCalendar"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calendars/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a calendar out of an iCalendar file, or of lines with dates */
        post: operations["importCalendar"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calendars/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The days of an iCalendar file, or of lines with dates; nothing is saved */
        post: operations["previewCalendar"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The API clients of the team */
        get: operations["listClients"];
        put?: never;
        /** Create an API client; its secret is shown only here */
        post: operations["createClient"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clients/{client_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One API client */
        get: operations["getClient"];
        put?: never;
        post?: never;
        /** Delete an API client; its tokens and certificates are refused within seconds */
        delete: operations["deleteClient"];
        options?: never;
        head?: never;
        /** Change an API client; lists and keys are replaced as a whole */
        patch: operations["updateClient"];
        trace?: never;
    };
    "/clients/{client_id}/certificates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest certificates of a client, at most 200 */
        get: operations["listClientCertificates"];
        put?: never;
        /** A certificate of the team’s issuing authority, for tls_client_auth */
        post: operations["issueClientCertificate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clients/{client_id}/certificates/{serial}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke one certificate of a client */
        delete: operations["revokeClientCertificate"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clients/{client_id}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A new secret, shown only here; the former one stays valid for `overlap_seconds` */
        post: operations["rotateClientSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/connections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The connections of the team to its clouds */
        get: operations["listConnections"];
        put?: never;
        /**
         * Save a connection to a cloud; its key pair is made here
         * @description Nothing is asked of the cloud. Register the certificate (azure) or trust the external id (aws), then check the connection: only one that passed is used.
         */
        post: operations["createConnection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/connections/{connection_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One connection, with its last check, its certificates and its subscriptions or regions */
        get: operations["getConnection"];
        put?: never;
        post?: never;
        /** Delete a connection with its keys and all that is known of its machines */
        delete: operations["deleteConnection"];
        options?: never;
        head?: never;
        /**
         * Change, pause or resume a connection
         * @description A connection that leads elsewhere, or is to do more, is not used before it was checked again.
         */
        patch: operations["updateConnection"];
        trace?: never;
    };
    "/connections/{connection_id}/certificate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The certificate to register at the application: the public part only */
        get: operations["getConnectionCertificate"];
        put?: never;
        /** Begin a rotation: a next key pair, whose certificate is to be registered while the active one signs */
        post: operations["rotateConnectionCertificate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/connections/{connection_id}/certificate/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let the next certificate sign, if the cloud takes it; a check does so too */
        post: operations["activateConnectionCertificate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/connections/{connection_id}/certificates/{certificate_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Destroy the private key of a former or a next certificate */
        delete: operations["destroyConnectionCertificate"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/connections/{connection_id}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask the cloud what the connection may do: what is missing, and what is too much
         * @description A next certificate that the cloud takes by now signs from then on.
         */
        post: operations["checkConnection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/connections/{connection_id}/dependents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What stops or is lost with the connection */
        get: operations["previewConnectionDeletion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/connections/{connection_id}/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have the machines read from the cloud soon */
        post: operations["syncConnection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/contacts/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Contacts of the linked address book, read through and never stored */
        get: operations["listContacts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/contacts/oauth/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where Google sends a person back to, in the session that began */
        get: operations["finishContactsLink"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/contacts/oauth/initiate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to link an address book at Google, of yourself or for the crew of an aircraft
         * @description For an aircraft it also needs `aircraft:write`. It ends in the same session.
         */
        post: operations["startContactsLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/contacts/oauth/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End the link, here and at Google
         * @description Of an aircraft it also needs `aircraft:write`.
         */
        post: operations["revokeContactsLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/contacts/oauth/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether an address book is linked, and what is kept of it */
        get: operations["getContactsLink"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The process answers */
        get: operations["readHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everything that calls depend on answers: database, migrations, keys, revocations */
        get: operations["readReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Open invitations to your address; the link in the mail lets you in */
        get: operations["listInvitationsToYou"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invitations/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Become a member by the token of an invitation that was sent to your address */
        post: operations["acceptInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invitations/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Decline an invitation that was sent to your address; it is over then */
        post: operations["declineInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invitations/look": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What an invitation that was sent to your address says, by its token */
        post: operations["lookAtInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/machines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The machines of the team that are there, with the state that was read last and its age */
        get: operations["listMachines"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/machines/{machine_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One machine: why it is in its state, and what comes next */
        get: operations["getMachine"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/machines/{machine_id}/actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start, stop, restart or resize a machine now; its outcome is in the run
         * @description An action by hand is kept until the next change of the schedule of the machine. `resize` needs machine:resize too.
         */
        post: operations["actOnMachine"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/machines/{machine_id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The power states of a machine, each for as long as it lasted, the newest first */
        get: operations["getMachineHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/machines/actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start, stop or restart several machines now, in one run
         * @description Machines that are gone or that something else manages are left alone, and the answer names them. With an id that is no machine of the team nothing is done at all.
         */
        post: operations["actOnMachines"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was told, what waits and what was given up, the newest first */
        get: operations["listNotifications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/{notification_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One notification */
        get: operations["getNotification"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/{notification_id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send once more what was given up, with all that went in the same message */
        post: operations["retryNotification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is told of what */
        get: operations["listNotificationRules"];
        put?: never;
        /** Have events told by mail or to a webhook; the secret of a webhook is shown only here */
        post: operations["createNotificationRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/rules/{rule_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One rule of notification */
        get: operations["getNotificationRule"];
        put?: never;
        post?: never;
        /** Delete a rule of notification, with what it still had to tell and the record of what it told */
        delete: operations["deleteNotificationRule"];
        options?: never;
        head?: never;
        /** Change a rule of notification; what waits goes where it says from then on */
        patch: operations["updateNotificationRule"];
        trace?: never;
    };
    "/notifications/rules/{rule_id}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make another secret for a webhook; messages carry both signatures until the former one ends */
        post: operations["rotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/rules/{rule_id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a test message now, as events are sent; the answer says what came of it */
        post: operations["testNotificationRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/authorize": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Authorization code with PKCE, for clients that act for people */
        get: operations["authorize"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/authorize/{uid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where the browser comes back with what its person decided */
        get: operations["resumeAuthorization"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/device": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which device waits with a code, and what it asks for */
        get: operations["getDeviceRequest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/device_authorization": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A code for a device without a browser, which its person types at another one (RFC 8628) */
        post: operations["authorizeDevice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/device/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let the device act for you */
        post: operations["approveDeviceRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/device/deny": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Refuse what a device asks for */
        post: operations["denyDeviceRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/interactions/{uid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a client asks a person for */
        get: operations["getAuthorizationRequest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/interactions/{uid}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let the client act for you
         * @description In the team of your session. The client gets its code when this browser goes on to `redirect_to`.
         */
        post: operations["approveAuthorizationRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/interactions/{uid}/deny": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Refuse what a client asks for */
        post: operations["denyAuthorizationRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/introspect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Whether a token is good, for its own client and for clients of its team that may read clients or the audit trail */
        post: operations["introspectToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/jwks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The public keys that verify access tokens: announced, active and retiring */
        get: operations["readTokenKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends a token; the answer is the same whether there was one */
        post: operations["revokeToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A token for a client: in its own name (client_credentials), or for a person (authorization_code, refresh_token, device_code) */
        post: operations["requestToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/userinfo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The person a token speaks for */
        get: operations["readUserinfo"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/overrides": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Overrides of machines, by id, by tags or by owner, that are not over */
        get: operations["listOverrides"];
        put?: never;
        /** Set schedules aside until an instant, for some machines, those with tags, or one’s own; they are switched at once */
        post: operations["createOverride"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/overrides/{override_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End an override of machines before its time; what lies beneath applies at once */
        delete: operations["endOverride"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/password-resets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a code to set a new password
         * @description The answer is the same whether there is an account with that address.
         */
        post: operations["forgotPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/password-resets/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Set a new password with the code from the mail; all sessions end, second factors stay */
        post: operations["resetPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/permissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every permission there is */
        get: operations["listPermissions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pki/{team_id}/crl": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The revocation list of a team’s issuing authority (RFC 5280)
         * @description After an authority was replaced, certificates of the former one are believed until they end, so its list is needed too: `format=pem` has the lists of all authorities of the team, the one that issues first. DER holds one list: that of the authority that issues, or of the one that `authority` names.
         */
        get: operations["getRevocationList"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pki/root.pem": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The root certificate of this installation, PEM */
        get: operations["getRootCertificate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The standard roles, and those of the team */
        get: operations["listRoles"];
        put?: never;
        /** Make a role of the team, with no more than you have */
        post: operations["createRole"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/roles/{role_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One role */
        get: operations["getRole"];
        put?: never;
        post?: never;
        /** Delete a role of the team that nobody has */
        delete: operations["deleteRole"];
        options?: never;
        head?: never;
        /** Change a role of the team; it counts at once for all who have it */
        patch: operations["updateRole"];
        trace?: never;
    };
    "/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was done to machines and is being done, the newest first */
        get: operations["listRuns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs/{run_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A run: the outcome for each machine, and its last steps */
        get: operations["getRun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs/{run_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel what was not sent to the cloud yet */
        post: operations["cancelRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Steps of runs as they happen (server-sent events)
         * @description Each `step` event carries a RunStep. The last event of a batch carries an `id`; `Last-Event-ID` goes on after it and misses nothing.
         */
        get: operations["streamRuns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/savings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Hours and money: what schedules planned, and what came of it */
        get: operations["getSavings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/savings.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same for spreadsheets: all groups, and a line for the total */
        get: operations["exportSavings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/savings/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Currency and own discount */
        get: operations["getSavingsSettings"];
        /** Choose the currency, and what is agreed off the list price */
        put: operations["setSavingsSettings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The schedules of the team */
        get: operations["listSchedules"];
        put?: never;
        /** Make a schedule; the answer tells what would start or stop now, and only `apply_now` does it */
        post: operations["createSchedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/schedules/{schedule_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One schedule */
        get: operations["getSchedule"];
        /** Replace a schedule as a whole; as with a new one, nothing starts or stops without `apply_now` */
        put: operations["replaceSchedule"];
        post?: never;
        /** Delete a schedule with its overrides; its machines are left as they are */
        delete: operations["deleteSchedule"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/schedules/{schedule_id}/overrides": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Overrides of a schedule that are not over */
        get: operations["listScheduleOverrides"];
        put?: never;
        /** Set a schedule aside until an instant, for all machines for which it counts; they are switched at once */
        post: operations["createScheduleOverride"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/schedules/{schedule_id}/overrides/{override_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End an override before its time; what lies beneath applies at once */
        delete: operations["endScheduleOverride"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/schedules/{schedule_id}/upcoming": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What comes next of a schedule, its overrides and calendars worked in */
        get: operations["listUpcoming"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/schedules/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Read the text of an AutoShutdownSchedule tag; the answer is a draft, nothing is saved */
        post: operations["importSchedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/schedules/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** When a rule would start and stop machines; with `targets` also which, and what would change now. Nothing is saved */
        post: operations["previewSchedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where you are signed in */
        get: operations["listSessions"];
        put?: never;
        /**
         * Sign in with address and password
         * @description Answers with the session’s cookie, or with a challenge when a second factor is needed.
         */
        post: operations["signIn"];
        /** Sign out everywhere else */
        delete: operations["endOtherSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Sign out somewhere */
        delete: operations["endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who you are, and what you may do here */
        get: operations["getCurrentSession"];
        put?: never;
        post?: never;
        /** Sign out */
        delete: operations["signOut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/current/team": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Go to another team of yours; the session gets a new cookie */
        put: operations["selectTeam"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/mfa": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Finish a sign-in with a code of the authenticator app or a recovery code */
        post: operations["signInWithSecondFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/passkeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in with a passkey */
        post: operations["signInWithPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/passkeys/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a browser needs to ask for a passkey, as the only or the second factor */
        post: operations["beginPasskeySignIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/step-up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Prove again who you are, before something dangerous
         * @description With the second factor when there is one, else with the password. The session gets a new cookie.
         */
        post: operations["stepUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/step-up/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a browser needs to ask for a passkey of yours */
        post: operations["beginStepUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/teams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The teams you belong to */
        get: operations["listTeams"];
        put?: never;
        /** Found a team; you are its first owner */
        post: operations["foundTeam"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/teams/{team_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One team */
        get: operations["getTeam"];
        put?: never;
        post?: never;
        /** Delete the team, its memberships, clients and aircraft, and destroy its keys */
        delete: operations["deleteTeam"];
        options?: never;
        head?: never;
        /**
         * Rename the team, or change what it demands of those who come to it
         * @description A change of anything but the name needs a fresh sign-in, and is refused where it would shut out the one who asks.
         */
        patch: operations["updateTeam"];
        trace?: never;
    };
    "/teams/{team_id}/deletion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What would be lost with the team */
        get: operations["previewTeamDeletion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/teams/{team_id}/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Invitations that nobody has accepted or taken back, the newest first */
        get: operations["listInvitations"];
        put?: never;
        /** Invite somebody by mail; the link in it works once, for seven days, with that address */
        post: operations["invite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/teams/{team_id}/invitations/{invitation_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take an invitation back */
        delete: operations["revokeInvitation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/teams/{team_id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The people of the team */
        get: operations["listMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/teams/{team_id}/members/{account_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One member */
        get: operations["getMember"];
        put?: never;
        post?: never;
        /** Remove a member, or leave the team oneself */
        delete: operations["removeMember"];
        options?: never;
        head?: never;
        /** Give a member other roles; they replace the former ones */
        patch: operations["updateMember"];
        trace?: never;
    };
    "/teams/{team_id}/members/{account_id}/permissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a member may do, by which role, and what stands in the way */
        get: operations["explainMemberPermissions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/teams/{team_id}/without-second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whom a demand for a second factor would keep out until they have set one up */
        get: operations["listWithoutSecondFactor"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/telemetry/batches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Store up to 1,000 events; each is answered for itself
         * @description A JSON array of events, or one event a line as `application/x-ndjson`.
         */
        post: operations["ingestBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/telemetry/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many events of each aircraft are stored */
        get: operations["countEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/telemetry/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Events by aircraft and time */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/telemetry/events/{aircraft_id}/{event_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One event as it is stored */
        get: operations["getEvent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/telemetry/events/{aircraft_id}/{event_id}/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What ties one stored event to a signed checkpoint
         * @description Needs `telemetry:read` as well. Checked with the public key alone: see packages/proof.
         */
        get: operations["proveEvent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/telemetry/ingest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Store one event, exactly once */
        post: operations["ingestEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/telemetry/positions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The latest position of each aircraft */
        get: operations["listPositions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/telemetry/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Events as they are stored (server-sent events)
         * @description Each `telemetry` event carries a StoredEvent. The last event of a batch carries an `id`; `Last-Event-ID` goes on after it and misses nothing (events of a half-read batch come again).
         */
        get: operations["streamEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/telemetry/tracks/{aircraft_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where an aircraft was, thinned to so many points */
        get: operations["getTrack"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/time-zones": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The time zones that this installation knows, with countries, abbreviations, and what their clocks do next */
        get: operations["listTimeZones"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/weather/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The weather at a place, which is rounded to a tenth of a degree first */
        get: operations["getCurrentWeather"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/weather/metar/{icao}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The latest report of an aerodrome, raw and decoded */
        get: operations["getMetar"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/weather/metar/nearest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The report of the station that is nearest to the last position of an aircraft
         * @description Of other aircraft than the caller it also needs `telemetry:read`.
         */
        get: operations["getNearestMetar"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/weather/taf/{icao}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The latest forecast of an aerodrome, raw and decoded */
        get: operations["getTaf"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Account: {
            /** Format: date-time */
            created_at: string;
            email: string;
            has_password: boolean;
            /** Format: uuid */
            id: string;
            name: string;
            second_factor_needed: boolean;
            second_factors: {
                passkeys: number;
                recovery_codes_left: number;
                totp: boolean;
            };
            /** Format: date-time */
            updated_at: string;
            version: number;
        };
        Activity: {
            action: string;
            /** @description from where, when it was you or nobody known */
            address: string | null;
            /** Format: date-time */
            at: string;
            /** @enum {string} */
            by: "you" | "somebody else" | "unknown" | "the installation";
            /** @description the session or token that it was done with, when it was you */
            credential: {
                id: string;
                type: string;
            } | null;
            /** @description what concerns you alone */
            details: {
                [key: string]: unknown;
            };
            /** Format: uuid */
            id: string;
            meaning: string;
            outcome: string;
            reason: string | null;
            resource: {
                id: string;
                type: string;
            } | null;
            /** @description null: it concerns the account in no team */
            team_id: string | null;
        };
        Aircraft: {
            backfill: boolean;
            /** Format: date-time */
            created_at: string;
            icao24: string | null;
            /** Format: uuid */
            id: string;
            jwks: {
                keys: ({
                    /** @enum {string} */
                    alg?: "RS256" | "PS256";
                    e: string;
                    key_ops?: "verify"[];
                    kid?: string;
                    /** @constant */
                    kty: "RSA";
                    /** @description 2048 bit or more */
                    n: string;
                    /** @constant */
                    use?: "sig";
                } | {
                    /** @enum {string} */
                    alg?: "ES256" | "ES384";
                    /** @enum {string} */
                    crv: "P-256" | "P-384";
                    key_ops?: "verify"[];
                    kid?: string;
                    /** @constant */
                    kty: "EC";
                    /** @constant */
                    use?: "sig";
                    x: string;
                    y: string;
                })[];
            } | null;
            name: string | null;
            registration: string;
            /** @enum {string} */
            status: "active" | "revoked";
            /** @enum {string} */
            tier: "standard" | "premium";
            /** Format: date-time */
            updated_at: string;
            version: number;
        };
        AskedScope: {
            description: string;
            name: string;
        };
        AskingClient: {
            id: string;
            /** @description false: anybody can say that they are this client; only approve what you began yourself */
            is_proven: boolean;
            name: string;
            /** @description null: a program of Skykeep itself */
            team: {
                /** Format: uuid */
                id: string;
                name: string;
            } | null;
        };
        AuditEntry: {
            action: string;
            actor: {
                id: string;
                type: string;
            };
            /** Format: date-time */
            at: string;
            commitments: {
                [key: string]: string;
            };
            credential: {
                id: string;
                type: string;
            } | null;
            details: {
                [key: string]: unknown;
            };
            /** Format: uuid */
            id: string;
            index: number;
            /** @enum {string} */
            outcome: "success" | "failure" | "denied" | "error";
            previous: string | null;
            reason: string | null;
            resource: {
                id: string;
                type: string;
            } | null;
            team_id: string | null;
            team_index: number;
            trace_id: string | null;
            /** @constant */
            version: 1;
        };
        AuthorizationRequest: {
            /** @description how long the client could go on, at most */
            access_seconds: number;
            /** @description null: nobody is signed in */
            account: {
                email: string;
                /** Format: uuid */
                id: string;
                name: string;
            } | null;
            client: components["schemas"]["AskingClient"];
            /**
             * Format: date-time
             * @description the request is answered by then, or is over
             */
            expires_at: string;
            /** @description nobody is signed in, or the client wants a fresh sign-in */
            needs_sign_in: boolean;
            /** @description the client belongs to another team: select that first */
            other_team_needed: boolean;
            redirect_uri: string;
            scopes: components["schemas"]["AskedScope"][];
            second_factor_needed: boolean;
            /** @description the team that the session is in: there the client would act */
            team: {
                /** Format: uuid */
                id: string;
                name: string;
            } | null;
        };
        Calendar: {
            /** Format: date-time */
            created_at: string;
            exceptions: {
                /** @description YYYY-MM-DD in the zone of the schedule */
                date?: string;
                /** @description YYYY-MM-DD in the zone of the schedule */
                from?: string;
                name?: string;
                /** @enum {string} */
                state?: "on" | "off";
                /** @description YYYY-MM-DD in the zone of the schedule */
                to?: string;
                windows?: {
                    /** @description HH:MM on the clock of the zone, 00:00 to 23:59; an end may be 24:00 */
                    end: string;
                    /** @description HH:MM on the clock of the zone, 00:00 to 23:59; an end may be 24:00 */
                    start: string;
                }[];
            }[];
            /** Format: uuid */
            id: string;
            name: string;
            /** Format: date-time */
            updated_at: string;
            version: number;
        };
        CalendarPreview: {
            exceptions: {
                /** @description YYYY-MM-DD in the zone of the schedule */
                date?: string;
                /** @description YYYY-MM-DD in the zone of the schedule */
                from?: string;
                name?: string;
                /** @enum {string} */
                state?: "on" | "off";
                /** @description YYYY-MM-DD in the zone of the schedule */
                to?: string;
                windows?: {
                    /** @description HH:MM on the clock of the zone, 00:00 to 23:59; an end may be 24:00 */
                    end: string;
                    /** @description HH:MM on the clock of the zone, 00:00 to 23:59; an end may be 24:00 */
                    start: string;
                }[];
            }[];
            /** @description what could not be read */
            faults: {
                detail: string;
                pointer: string;
            }[];
        };
        Client: {
            /** @enum {string} */
            auth_method: "client_secret" | "private_key_jwt" | "tls_client_auth" | "self_signed_tls_client_auth" | "none";
            certificate_thumbprints: string[];
            /** Format: date-time */
            created_at: string;
            device_flow: boolean;
            expires_at: string | null;
            /** Format: uuid */
            id: string;
            jwks: {
                keys: ({
                    /** @enum {string} */
                    alg?: "RS256" | "PS256";
                    e: string;
                    key_ops?: "verify"[];
                    kid?: string;
                    /** @constant */
                    kty: "RSA";
                    /** @description 2048 bit or more */
                    n: string;
                    /** @constant */
                    use?: "sig";
                } | {
                    /** @enum {string} */
                    alg?: "ES256" | "ES384";
                    /** @enum {string} */
                    crv: "P-256" | "P-384";
                    key_ops?: "verify"[];
                    kid?: string;
                    /** @constant */
                    kty: "EC";
                    /** @constant */
                    use?: "sig";
                    x: string;
                    y: string;
                })[];
            } | null;
            /** @description to the minute */
            last_used_at: string | null;
            name: string;
            permissions: string[];
            redirect_uris: string[];
            roles: string[];
            /** Format: date-time */
            updated_at: string;
            version: number;
        };
        ClientWithSecret: {
            /** @enum {string} */
            auth_method: "client_secret" | "private_key_jwt" | "tls_client_auth" | "self_signed_tls_client_auth" | "none";
            certificate_thumbprints: string[];
            /** Format: uuid */
            client_id: string;
            client_secret?: string;
            /** Format: date-time */
            created_at: string;
            device_flow: boolean;
            expires_at: string | null;
            /** Format: uuid */
            id: string;
            jwks: {
                keys: ({
                    /** @enum {string} */
                    alg?: "RS256" | "PS256";
                    e: string;
                    key_ops?: "verify"[];
                    kid?: string;
                    /** @constant */
                    kty: "RSA";
                    /** @description 2048 bit or more */
                    n: string;
                    /** @constant */
                    use?: "sig";
                } | {
                    /** @enum {string} */
                    alg?: "ES256" | "ES384";
                    /** @enum {string} */
                    crv: "P-256" | "P-384";
                    key_ops?: "verify"[];
                    kid?: string;
                    /** @constant */
                    kty: "EC";
                    /** @constant */
                    use?: "sig";
                    x: string;
                    y: string;
                })[];
            } | null;
            /** @description to the minute */
            last_used_at: string | null;
            name: string;
            permissions: string[];
            redirect_uris: string[];
            roles: string[];
            /** Format: date-time */
            updated_at: string;
            version: number;
        };
        Connection: {
            aws: {
                external_id: string;
                regions: string[];
                role_arn: string;
            } | null;
            azure: {
                client_id: string;
                cloud: string;
                subscription_ids: string[];
                tenant_id: string;
            } | null;
            /** @description when the certificate that signs ends */
            certificate_not_after: string | null;
            checked_at: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: uuid */
            id: string;
            name: string;
            paused_at: string | null;
            /** @enum {string} */
            provider: "azure" | "aws";
            resize: boolean;
            /**
             * @description only a ready connection is used
             * @enum {string}
             */
            status: "unchecked" | "ready" | "failing";
            /** Format: date-time */
            updated_at: string;
            version: number;
        };
        ConnectionCertificate: {
            bits: number;
            /** Format: date-time */
            created_at: string;
            destroyed_at: string | null;
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            not_after: string;
            /** Format: date-time */
            not_before: string;
            /**
             * @description next: its certificate waits to be registered; active: signs; former: signs no more, its certificate can be removed at the cloud; destroyed: its private part is gone
             * @enum {string}
             */
            state: "next" | "active" | "former" | "destroyed";
            /** @description SHA-256 of the certificate, base64url */
            thumbprint: string;
            /** @description as Azure shows it: SHA-1, hexadecimal */
            thumbprint_sha1: string;
        };
        ConnectionCertificateWithPem: {
            bits: number;
            /** @description PEM */
            certificate: string;
            /** Format: date-time */
            created_at: string;
            destroyed_at: string | null;
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            not_after: string;
            /** Format: date-time */
            not_before: string;
            /**
             * @description next: its certificate waits to be registered; active: signs; former: signs no more, its certificate can be removed at the cloud; destroyed: its private part is gone
             * @enum {string}
             */
            state: "next" | "active" | "former" | "destroyed";
            /** @description SHA-256 of the certificate, base64url */
            thumbprint: string;
            /** @description as Azure shows it: SHA-1, hexadecimal */
            thumbprint_sha1: string;
        };
        ConnectionCheck: {
            /** Format: date-time */
            at: string;
            /** @description the least role that works, ready to paste */
            custom_role: {
                [key: string]: unknown;
            };
            identity: {
                ok: boolean;
                principal_id: string | null;
                refusal: {
                    /** @description authorization, configuration, throttled, transient … */
                    kind: string;
                    message: string;
                    /** @description the code of the cloud */
                    reason: string;
                } | null;
                thumbprint: string | null;
            };
            ok: boolean;
            /**
             * @description waiting: the next certificate is not registered yet; switched: the cloud took it, and it signs from now on
             * @enum {string}
             */
            rotation: "none" | "waiting" | "switched";
            scopes: {
                /** @description held and not needed: what a stolen key could do with it */
                excess: {
                    what: string;
                    why: string;
                }[];
                /** @description false: the cloud did not let us see what we hold */
                is_complete: boolean;
                missing: {
                    action: string;
                    grant_command: string;
                    needed_for: string;
                    /** @description without it the connection works, and does or says less */
                    optional: boolean;
                }[];
                name: string | null;
                ok: boolean;
                refusal: {
                    /** @description authorization, configuration, throttled, transient … */
                    kind: string;
                    message: string;
                    /** @description the code of the cloud */
                    reason: string;
                } | null;
                /** @description subscription or region */
                scope: string;
            }[];
        };
        ConnectionDetails: {
            aws: {
                external_id: string;
                regions: string[];
                role_arn: string;
            } | null;
            azure: {
                client_id: string;
                cloud: string;
                subscription_ids: string[];
                tenant_id: string;
            } | null;
            /** @description when the certificate that signs ends */
            certificate_not_after: string | null;
            certificates: components["schemas"]["ConnectionCertificate"][];
            checked_at: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: uuid */
            id: string;
            lanes: {
                /** Format: uuid */
                id: string;
                last_failure: {
                    /** Format: date-time */
                    at: string;
                    kind: string;
                    message: string;
                    reason: string;
                } | null;
                machines: number;
                name: string | null;
                scope: string;
                synced_at: string | null;
            }[];
            last_check: components["schemas"]["ConnectionCheck"] | null;
            name: string;
            paused_at: string | null;
            /** @enum {string} */
            provider: "azure" | "aws";
            resize: boolean;
            /**
             * @description only a ready connection is used
             * @enum {string}
             */
            status: "unchecked" | "ready" | "failing";
            /** Format: date-time */
            updated_at: string;
            version: number;
        };
        Consent: {
            /** @description null: it does not exist any more */
            client: components["schemas"]["AskingClient"] | null;
            client_id: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at: string;
            /** Format: uuid */
            id: string;
            last_used_at: string | null;
            scopes: components["schemas"]["AskedScope"][];
            /** @description the team in which it acts */
            team: {
                /** Format: uuid */
                id: string;
                name: string;
            } | null;
        };
        Contacts: {
            items: {
                etag: string | null;
                fields: {
                    [key: string]: unknown;
                };
                is_deleted: boolean;
                resource_name: string;
            }[];
            /** @description for `page_token` */
            next_page: string | null;
            /** @description for `sync_token` */
            next_sync: string | null;
            total: number | null;
        };
        ContactsLink: {
            aircraft_id: string | null;
            linked_at: string | null;
            scopes: string[];
            /** @enum {string} */
            state: "none" | "linked" | "withdrawn";
            /** @description what is kept of it */
            stored: string;
        };
        CurrentSession: {
            account: {
                email: string;
                /** Format: uuid */
                id: string;
                name: string;
            };
            /** @enum {string} */
            assurance: "enrolment" | "single" | "multi";
            /** Format: date-time */
            authenticated_at: string;
            /** Format: date-time */
            expires_at: string;
            /** Format: uuid */
            id: string;
            methods: string[];
            /** @description what the session may do in its team now */
            permissions: string[];
            second_factor_needed: boolean;
            team: {
                /** Format: uuid */
                id: string;
                name: string;
            } | null;
        };
        CurrentWeather: {
            current: {
                air_quality: {
                    /** @description µg/m³ */
                    co: number;
                    /** @description 1 low … 10 very high */
                    "gb-defra-index": number | null;
                    /** @description µg/m³ */
                    no2: number;
                    /** @description µg/m³ */
                    o3: number;
                    /** @description µg/m³ */
                    pm2_5: number;
                    /** @description µg/m³ */
                    pm10: number;
                    /** @description µg/m³ */
                    so2: number;
                    /** @description 1 good … 6 hazardous */
                    "us-epa-index": number | null;
                } | null;
                /** @description % */
                cloud: number;
                condition: {
                    /** @description number of the condition, 1000 to 1282, as WeatherAPI.com counts them */
                    code: number;
                    /** @description name of a picture: day or night, and the number of the condition */
                    icon: string;
                    text: string;
                };
                feelslike_c: number;
                feelslike_f: number;
                gust_kph: number;
                gust_mph: number;
                /** @description % */
                humidity: number;
                is_day: number;
                last_updated: string;
                last_updated_epoch: number;
                precip_in: number;
                precip_mm: number;
                pressure_in: number;
                pressure_mb: number;
                temp_c: number;
                temp_f: number;
                /** @description index, may have decimals */
                uv: number;
                vis_km: number;
                vis_miles: number;
                wind_degree: number;
                /** @description of sixteen */
                wind_dir: string;
                wind_kph: number;
                wind_mph: number;
            };
            location: {
                country: string;
                /** @description rounded: what the provider was told */
                lat: number;
                /** @description YYYY-MM-DD HH:MM in `tz_id` */
                localtime: string;
                localtime_epoch: number;
                lon: number;
                /** @description empty where the provider names no place */
                name: string;
                region: string;
                tz_id: string;
            };
            source: {
                /** @description since then */
                age_seconds: number;
                /** @description true: made up, and of no use for a flight */
                is_demo: boolean;
                /** @description the provider cannot be reached, and this is the last that is known */
                is_stale: boolean;
                /** @enum {string} */
                provider: "demo" | "open-meteo" | "weatherapi" | "aviationweather";
                /**
                 * Format: date-time
                 * @description when the provider was asked
                 */
                read_at: string;
            };
        };
        DeviceRequest: {
            /** @description how long the client could go on, at most */
            access_seconds: number;
            /** @description where the device asked from */
            address: string | null;
            client: components["schemas"]["AskingClient"];
            /**
             * Format: date-time
             * @description the request is answered by then, or is over
             */
            expires_at: string;
            scopes: components["schemas"]["AskedScope"][];
            user_code: string;
        };
        ImportedCalendar: {
            /** Format: date-time */
            created_at: string;
            exceptions: {
                /** @description YYYY-MM-DD in the zone of the schedule */
                date?: string;
                /** @description YYYY-MM-DD in the zone of the schedule */
                from?: string;
                name?: string;
                /** @enum {string} */
                state?: "on" | "off";
                /** @description YYYY-MM-DD in the zone of the schedule */
                to?: string;
                windows?: {
                    /** @description HH:MM on the clock of the zone, 00:00 to 23:59; an end may be 24:00 */
                    end: string;
                    /** @description HH:MM on the clock of the zone, 00:00 to 23:59; an end may be 24:00 */
                    start: string;
                }[];
            }[];
            /** @description what could not be read, and is not in the calendar */
            faults: {
                detail: string;
                pointer: string;
            }[];
            /** Format: uuid */
            id: string;
            name: string;
            schedule_ids: string[];
            /** Format: date-time */
            updated_at: string;
            version: number;
        };
        ImportedSchedule: {
            /** @description entries that cannot be read: nothing is guessed */
            faults: {
                detail: string;
                pointer: string;
            }[];
            /** @description a draft: POST it to /schedules with its targets; null when there are faults */
            schedule: {
                /** @default [] */
                exceptions: {
                    /** @description YYYY-MM-DD in the zone of the schedule */
                    date?: string;
                    /** @description YYYY-MM-DD in the zone of the schedule */
                    from?: string;
                    /** @enum {string} */
                    state?: "on" | "off";
                    /** @description YYYY-MM-DD in the zone of the schedule */
                    to?: string;
                    windows?: {
                        /** @description HH:MM on the clock of the zone, 00:00 to 23:59; an end may be 24:00 */
                        end: string;
                        /** @description HH:MM on the clock of the zone, 00:00 to 23:59; an end may be 24:00 */
                        start: string;
                    }[];
                }[];
                /**
                 * @description wanted inside the windows
                 * @default on
                 * @enum {string}
                 */
                inside: "on" | "off" | "none";
                name?: string;
                /** @default [] */
                one_shots: {
                    /** @description an instant with its offset */
                    at?: string;
                    /** @description YYYY-MM-DDTHH:MM on the clock of the zone */
                    local_at?: string;
                    /** @enum {string} */
                    state: "on" | "off";
                }[];
                /**
                 * @description wanted outside; none: start only
                 * @default off
                 * @enum {string}
                 */
                outside: "on" | "off" | "none";
                /**
                 * Format: time-zone
                 * @description IANA name, such as Europe/Paris
                 */
                time_zone: string;
                /** @default [] */
                weekly: {
                    days?: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
                    /** @description HH:MM on the clock of the zone, 00:00 to 23:59; an end may be 24:00 */
                    end: string;
                    month_days?: number[];
                    months?: number[];
                    nth?: {
                        /** @enum {string} */
                        day: "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";
                        /** @description 1 to 5, or -1: the last */
                        n: number;
                    }[];
                    /** @description HH:MM on the clock of the zone, 00:00 to 23:59; an end may be 24:00 */
                    start: string;
                }[];
            } | null;
        };
        Invitation: {
            /** Format: date-time */
            created_at: string;
            email: string;
            /** Format: date-time */
            expires_at: string;
            /** Format: uuid */
            id: string;
            /** @description null: an operator of the installation */
            invited_by: string | null;
            roles: string[];
            /** @enum {string} */
            status: "open" | "expired";
        };
        InvitationToYou: {
            /** Format: date-time */
            created_at: string;
            email: string;
            /** Format: date-time */
            expires_at: string;
            /** Format: uuid */
            id: string;
            /** @description their name; null: an operator of the installation */
            invited_by: string | null;
            /** @description standard roles have their name as id */
            roles: {
                id: string;
                name: string;
            }[];
            team: {
                /** Format: uuid */
                id: string;
                name: string;
            };
        };
        Machine: {
            can_hibernate: boolean;
            /** Format: uuid */
            connection_id: string;
            /** Format: date-time */
            first_seen_at: string;
            /** @description when it was found to be gone */
            gone_at: string | null;
            /** Format: uuid */
            id: string;
            is_spot: boolean;
            /** @description what manages it, such as a scale set: then it is shown and left alone */
            managed_by: string | null;
            name: string;
            /** @enum {string} */
            os: "linux" | "windows" | "unknown";
            /** @description null: no schedule or override reaches it */
            plan: {
                /** @description schedules of equal rank reach it: then none of them does anything to it */
                has_conflict: boolean;
                next_at: string | null;
                next_state: ("on" | "off" | "none") | null;
                /** @description the one that counts now, in place of the schedule */
                override: {
                    /** @enum {string} */
                    state: "on" | "off" | "none";
                    until: string | null;
                } | null;
                schedule_id: string | null;
                /** @enum {string} */
                wanted: "on" | "off" | "none";
            } | null;
            power: {
                /** @description how old the reading is */
                age_seconds: number;
                changed_by: ("skykeep" | "other") | null;
                /** Format: date-time */
                read_at: string;
                /**
                 * Format: date-time
                 * @description as far as we know
                 */
                since: string;
                /** @enum {string} */
                state: "creating" | "starting" | "running" | "stopping" | "stopped" | "deallocating" | "deallocated" | "hibernated" | "unknown";
            };
            /** @description as the cloud spells it */
            provider_id: string;
            provisioning: string | null;
            region: string;
            resource_group: string | null;
            /** @description subscription or region */
            scope: string;
            size: string;
            tags: {
                [key: string]: string;
            };
            zone: string | null;
        };
        MachineActionAnswer: {
            reason: string;
            /** @description null: it was a dry run */
            run_id: string | null;
            /**
             * @description what is to be done, by the state that was read last
             * @enum {string}
             */
            would: "call" | "wait" | "nothing_to_do";
        };
        MachineDetails: {
            can_hibernate: boolean;
            conflicts: {
                /** Format: uuid */
                id: string;
                name: string;
            }[];
            /** Format: uuid */
            connection_id: string;
            /** Format: date-time */
            first_seen_at: string;
            /** @description when it was found to be gone */
            gone_at: string | null;
            /** Format: uuid */
            id: string;
            is_spot: boolean;
            /** @description what manages it, such as a scale set: then it is shown and left alone */
            managed_by: string | null;
            name: string;
            /** @enum {string} */
            os: "linux" | "windows" | "unknown";
            overrides: {
                /** Format: date-time */
                from: string;
                /** Format: uuid */
                id: string;
                reason: string | null;
                /** @enum {string} */
                state: "on" | "off" | "none";
                until: string | null;
            }[];
            /** @description null: no schedule or override reaches it */
            plan: {
                /** @description schedules of equal rank reach it: then none of them does anything to it */
                has_conflict: boolean;
                next_at: string | null;
                next_state: ("on" | "off" | "none") | null;
                /** @description the one that counts now, in place of the schedule */
                override: {
                    /** @enum {string} */
                    state: "on" | "off" | "none";
                    until: string | null;
                } | null;
                schedule_id: string | null;
                /** @enum {string} */
                wanted: "on" | "off" | "none";
            } | null;
            power: {
                /** @description how old the reading is */
                age_seconds: number;
                changed_by: ("skykeep" | "other") | null;
                /** Format: date-time */
                read_at: string;
                /**
                 * Format: date-time
                 * @description as far as we know
                 */
                since: string;
                /** @enum {string} */
                state: "creating" | "starting" | "running" | "stopping" | "stopped" | "deallocating" | "deallocated" | "hibernated" | "unknown";
            };
            /** @description as the cloud spells it */
            provider_id: string;
            provisioning: string | null;
            region: string;
            resource_group: string | null;
            schedule: {
                /** Format: uuid */
                id: string;
                name: string;
                rank: string | null;
            } | null;
            /** @description subscription or region */
            scope: string;
            size: string;
            tags: {
                [key: string]: string;
            };
            /** @description the last ten, the newest first */
            transitions: {
                action: string;
                /** Format: date-time */
                at: string;
                cause: string;
                detail: string | null;
                ended_at: string | null;
                failure_class: string | null;
                /** Format: uuid */
                id: string;
                /** Format: uuid */
                run_id: string;
                status: string;
            }[];
            /** @description one sentence each: why it is in this state, and what comes next */
            why: string[];
            zone: string | null;
        };
        MachinesActionAnswer: {
            machines: {
                /** Format: uuid */
                machine_id: string;
                name: string;
                reason: string;
                /**
                 * @description left_alone: gone, or managed by something else
                 * @enum {string}
                 */
                would: "call" | "wait" | "nothing_to_do" | "left_alone";
            }[];
            /** @description null: it was a dry run */
            run_id: string | null;
        };
        Member: {
            /** Format: uuid */
            account_id: string;
            email: string;
            /** Format: date-time */
            joined_at: string;
            /** @description in this team */
            last_seen_at: string | null;
            name: string;
            roles: string[];
            version: number;
        };
        Metar: {
            decoded: {
                clouds: {
                    /** @description above the ground; of VV: how far one sees upwards */
                    base_ft: number | null;
                    /** @enum {string} */
                    cover: "FEW" | "SCT" | "BKN" | "OVC" | "VV" | "NSC" | "NCD" | "CLR" | "SKC";
                    /** @description CB, TCU */
                    type: string | null;
                }[];
                dew_point_c: number | null;
                /** @description null: the report does not say enough */
                flight_category: ("VFR" | "MVFR" | "IFR" | "LIFR") | null;
                is_automatic: boolean;
                /** @description ten kilometres or more, no cloud of importance, no weather */
                is_cavok: boolean;
                is_correction: boolean;
                /** @description groups that nothing was read out of */
                not_understood: string[];
                /** Format: date-time */
                observed_at: string;
                /** @description groups without a member of their own, as they stand: wind shear, states of runways, colours of airfields, the sea */
                other_groups: string[];
                pressure_hpa: number | null;
                remarks: string | null;
                /** @description groups of runway visual range, as they stand */
                runway_ranges: string[];
                temperature_c: number | null;
                trends: {
                    clouds: {
                        /** @description above the ground; of VV: how far one sees upwards */
                        base_ft: number | null;
                        /** @enum {string} */
                        cover: "FEW" | "SCT" | "BKN" | "OVC" | "VV" | "NSC" | "NCD" | "CLR" | "SKC";
                        /** @description CB, TCU */
                        type: string | null;
                    }[];
                    from: string | null;
                    /** @description ten kilometres or more, no cloud of importance, no weather */
                    is_cavok: boolean;
                    /** @description groups that nothing was read out of */
                    not_understood: string[];
                    /** @description groups without a member of their own, as they stand: wind shear, states of runways, colours of airfields, the sea */
                    other_groups: string[];
                    /** @description % */
                    probability: number | null;
                    raw: string;
                    /** @description BECMG, TEMPO, FM, PROB, INTER */
                    type: string;
                    until: string | null;
                    visibility: {
                        /** @enum {string} */
                        bound: "exactly" | "or_more" | "less_than";
                        meters: number;
                    } | null;
                    weather: {
                        group: string;
                        text: string;
                    }[];
                    wind: {
                        /** @description true, whence it blows; null: variable */
                        degrees: number | null;
                        /** @description least of a range of directions */
                        from_degrees: number | null;
                        gust_kt: number | null;
                        speed_kt: number;
                        to_degrees: number | null;
                    } | null;
                }[];
                visibility: {
                    /** @enum {string} */
                    bound: "exactly" | "or_more" | "less_than";
                    meters: number;
                } | null;
                weather: {
                    group: string;
                    text: string;
                }[];
                wind: {
                    /** @description true, whence it blows; null: variable */
                    degrees: number | null;
                    /** @description least of a range of directions */
                    from_degrees: number | null;
                    gust_kt: number | null;
                    speed_kt: number;
                    to_degrees: number | null;
                } | null;
            } | null;
            issued_at: string | null;
            /** @description why nothing was decoded: read the raw text */
            not_decodable: string | null;
            raw: string;
            source: {
                /** @description since then */
                age_seconds: number;
                /** @description true: made up, and of no use for a flight */
                is_demo: boolean;
                /** @description the provider cannot be reached, and this is the last that is known */
                is_stale: boolean;
                /** @enum {string} */
                provider: "demo" | "open-meteo" | "weatherapi" | "aviationweather";
                /**
                 * Format: date-time
                 * @description when the provider was asked
                 */
                read_at: string;
            };
            station: {
                elevation_m: number | null;
                icao: string;
                lat: number | null;
                lon: number | null;
                name: string;
            };
        };
        NearestMetar: {
            decoded: {
                clouds: {
                    /** @description above the ground; of VV: how far one sees upwards */
                    base_ft: number | null;
                    /** @enum {string} */
                    cover: "FEW" | "SCT" | "BKN" | "OVC" | "VV" | "NSC" | "NCD" | "CLR" | "SKC";
                    /** @description CB, TCU */
                    type: string | null;
                }[];
                dew_point_c: number | null;
                /** @description null: the report does not say enough */
                flight_category: ("VFR" | "MVFR" | "IFR" | "LIFR") | null;
                is_automatic: boolean;
                /** @description ten kilometres or more, no cloud of importance, no weather */
                is_cavok: boolean;
                is_correction: boolean;
                /** @description groups that nothing was read out of */
                not_understood: string[];
                /** Format: date-time */
                observed_at: string;
                /** @description groups without a member of their own, as they stand: wind shear, states of runways, colours of airfields, the sea */
                other_groups: string[];
                pressure_hpa: number | null;
                remarks: string | null;
                /** @description groups of runway visual range, as they stand */
                runway_ranges: string[];
                temperature_c: number | null;
                trends: {
                    clouds: {
                        /** @description above the ground; of VV: how far one sees upwards */
                        base_ft: number | null;
                        /** @enum {string} */
                        cover: "FEW" | "SCT" | "BKN" | "OVC" | "VV" | "NSC" | "NCD" | "CLR" | "SKC";
                        /** @description CB, TCU */
                        type: string | null;
                    }[];
                    from: string | null;
                    /** @description ten kilometres or more, no cloud of importance, no weather */
                    is_cavok: boolean;
                    /** @description groups that nothing was read out of */
                    not_understood: string[];
                    /** @description groups without a member of their own, as they stand: wind shear, states of runways, colours of airfields, the sea */
                    other_groups: string[];
                    /** @description % */
                    probability: number | null;
                    raw: string;
                    /** @description BECMG, TEMPO, FM, PROB, INTER */
                    type: string;
                    until: string | null;
                    visibility: {
                        /** @enum {string} */
                        bound: "exactly" | "or_more" | "less_than";
                        meters: number;
                    } | null;
                    weather: {
                        group: string;
                        text: string;
                    }[];
                    wind: {
                        /** @description true, whence it blows; null: variable */
                        degrees: number | null;
                        /** @description least of a range of directions */
                        from_degrees: number | null;
                        gust_kt: number | null;
                        speed_kt: number;
                        to_degrees: number | null;
                    } | null;
                }[];
                visibility: {
                    /** @enum {string} */
                    bound: "exactly" | "or_more" | "less_than";
                    meters: number;
                } | null;
                weather: {
                    group: string;
                    text: string;
                }[];
                wind: {
                    /** @description true, whence it blows; null: variable */
                    degrees: number | null;
                    /** @description least of a range of directions */
                    from_degrees: number | null;
                    gust_kt: number | null;
                    speed_kt: number;
                    to_degrees: number | null;
                } | null;
            } | null;
            /** @description from the last position of the aircraft, which was rounded first */
            distance_km: number;
            issued_at: string | null;
            /** @description why nothing was decoded: read the raw text */
            not_decodable: string | null;
            raw: string;
            source: {
                /** @description since then */
                age_seconds: number;
                /** @description true: made up, and of no use for a flight */
                is_demo: boolean;
                /** @description the provider cannot be reached, and this is the last that is known */
                is_stale: boolean;
                /** @enum {string} */
                provider: "demo" | "open-meteo" | "weatherapi" | "aviationweather";
                /**
                 * Format: date-time
                 * @description when the provider was asked
                 */
                read_at: string;
            };
            station: {
                elevation_m: number | null;
                icao: string;
                lat: number | null;
                lon: number | null;
                name: string;
            };
        };
        Notification: {
            /**
             * Format: date-time
             * @description when what it tells of happened
             */
            at: string;
            attempts: number;
            /** Format: date-time */
            created_at: string;
            event: string;
            /** Format: uuid */
            id: string;
            last_failure: {
                /**
                 * @description address_refused: its name leads into a network that messages may not go to; refused: answered with `status`; nobody: no recipient is left; over: it would have come too late
                 * @enum {string}
                 */
                class: "address_refused" | "name_unknown" | "unreachable" | "certificate_refused" | "timeout" | "refused" | "gone" | "nobody" | "rule_disabled" | "over" | "internal";
                status?: number;
            } | null;
            /** @description the webhook-id; those that were sent together have the same */
            message_id: string | null;
            next_attempt_at: string | null;
            /** @description null: it went to the owner of machines, whom no rule names */
            rule_id: string | null;
            sent_at: string | null;
            /**
             * @description sent: the address took it, or it went to the mail server; dead: given up
             * @enum {string}
             */
            status: "waiting" | "sent" | "dead";
            title: string;
        };
        NotificationRule: {
            channel: {
                to: string[];
                /** @constant */
                type: "email";
            } | {
                /** @constant */
                type: "webhook";
                url: string;
            };
            /** Format: date-time */
            created_at: string;
            digest_seconds: number;
            /** @description gone: its address answered 410, and the rule was disabled */
            disabled_because: "gone" | null;
            enabled: boolean;
            events: string[];
            /** Format: uuid */
            id: string;
            /** @description what came of the newest message that was tried; null: of none in the history */
            last_delivery: {
                /**
                 * Format: date-time
                 * @description when it was sent, or written down
                 */
                at: string;
                failure: {
                    /**
                     * @description address_refused: its name leads into a network that messages may not go to; refused: answered with `status`; nobody: no recipient is left; over: it would have come too late
                     * @enum {string}
                     */
                    class: "address_refused" | "name_unknown" | "unreachable" | "certificate_refused" | "timeout" | "refused" | "gone" | "nobody" | "rule_disabled" | "over" | "internal";
                    status?: number;
                } | null;
                /**
                 * @description waiting: it was not taken, and is tried again
                 * @enum {string}
                 */
                status: "waiting" | "sent" | "dead";
            } | null;
            name: string;
            only_about: {
                connection_ids?: string[];
                machine_ids?: string[];
                schedule_ids?: string[];
            };
            /** Format: date-time */
            updated_at: string;
            version: number;
        };
        NotificationRuleWithSecret: {
            channel: {
                to: string[];
                /** @constant */
                type: "email";
            } | {
                /** @constant */
                type: "webhook";
                url: string;
            };
            /** Format: date-time */
            created_at: string;
            digest_seconds: number;
            /** @description gone: its address answered 410, and the rule was disabled */
            disabled_because: "gone" | null;
            enabled: boolean;
            events: string[];
            /** Format: uuid */
            id: string;
            /** @description what came of the newest message that was tried; null: of none in the history */
            last_delivery: {
                /**
                 * Format: date-time
                 * @description when it was sent, or written down
                 */
                at: string;
                failure: {
                    /**
                     * @description address_refused: its name leads into a network that messages may not go to; refused: answered with `status`; nobody: no recipient is left; over: it would have come too late
                     * @enum {string}
                     */
                    class: "address_refused" | "name_unknown" | "unreachable" | "certificate_refused" | "timeout" | "refused" | "gone" | "nobody" | "rule_disabled" | "over" | "internal";
                    status?: number;
                } | null;
                /**
                 * @description waiting: it was not taken, and is tried again
                 * @enum {string}
                 */
                status: "waiting" | "sent" | "dead";
            } | null;
            name: string;
            only_about: {
                connection_ids?: string[];
                machine_ids?: string[];
                schedule_ids?: string[];
            };
            /** @description whsec_…: what signs messages of a webhook. Shown here only */
            secret?: string;
            /** Format: date-time */
            updated_at: string;
            version: number;
        };
        /** @description RFC 6749 §5.2 */
        OAuthError: {
            error: string;
            error_description?: string;
        };
        Override: {
            /** Format: date-time */
            created_at: string;
            created_by: {
                id: string;
                type: string;
            };
            /** Format: date-time */
            from: string;
            /** Format: uuid */
            id: string;
            machine_ids: string[];
            /** @description machines whose tag owner is this address */
            owner: string | null;
            reason: string | null;
            schedule_id: string | null;
            /** @enum {string} */
            state: "on" | "off" | "none";
            tags: {
                [key: string]: string;
            } | null;
            until: string | null;
        };
        OwnTeam: {
            allowed_networks: string[];
            /** Format: date-time */
            created_at: string;
            /** Format: uuid */
            id: string;
            name: string;
            /** @description your roles in the team; absent for machines, which have none as members */
            roles?: string[];
            second_factor_required: boolean;
            session_idle_seconds: number | null;
            session_seconds: number | null;
            /** Format: date-time */
            updated_at: string;
            version: number;
        };
        Passkey: {
            /** Format: date-time */
            created_at: string;
            /** Format: uuid */
            id: string;
            /** @description kept by its provider too, so that losing the device does not lose it */
            is_backed_up: boolean;
            last_used_at: string | null;
            name: string;
            transports: string[];
        };
        PasskeyChallenge: {
            challenge: string;
            /** @description for `navigator.credentials` */
            options: {
                challenge: string;
            } & {
                [key: string]: unknown;
            };
        };
        Permission: {
            description: string;
            machines_only: boolean;
            name: string;
        };
        Problem: {
            code: string;
            detail?: string;
            errors?: {
                detail: string;
                pointer: string;
            }[];
            status: number;
            title: string;
            trace_id: string;
            type: string;
        };
        RecoveryCodes: {
            /** @description each works once, in place of the app */
            recovery_codes: string[];
        };
        Role: {
            created_at: string | null;
            description: string;
            /**
             * @description whom it can be given to
             * @enum {string}
             */
            holders: "people" | "machines" | "anybody";
            /** @description a standard role has its name for an id */
            id: string;
            /** @enum {string} */
            kind: "standard" | "own";
            name: string;
            permissions: string[];
            updated_at: string | null;
            version: number;
        };
        RotatedWebhookSecret: {
            former_ends_at: string | null;
            /** @description whsec_…: what signs messages of a webhook. Shown here only */
            secret: string;
        };
        Run: {
            /**
             * Format: date-time
             * @description the instant that it is for
             */
            at: string;
            cancel_asked_at: string | null;
            /** @enum {string} */
            cause: "schedule" | "apply" | "override" | "manual" | "enforce";
            created_by: {
                id: string;
                type: string;
            };
            ended_at: string | null;
            /** Format: uuid */
            id: string;
            machines: {
                cancelled: number;
                done: number;
                failed: number;
                nothing_to_do: number;
                skipped: number;
                waiting: number;
                working: number;
            };
            reason: string | null;
            schedule: {
                /** Format: uuid */
                id: string;
                name: string;
            } | null;
            /** Format: date-time */
            started_at: string;
            /**
             * @description what is wanted; none: an action that is neither
             * @enum {string}
             */
            state: "on" | "off" | "none";
            /** @enum {string} */
            status: "running" | "succeeded" | "partly_failed" | "failed" | "cancelled";
            /** @description which step of the order is under way, from 0 */
            step: number;
            /** @description how many there are */
            steps: number;
        };
        RunDetails: {
            /**
             * Format: date-time
             * @description the instant that it is for
             */
            at: string;
            cancel_asked_at: string | null;
            /** @enum {string} */
            cause: "schedule" | "apply" | "override" | "manual" | "enforce";
            created_by: {
                id: string;
                type: string;
            };
            ended_at: string | null;
            /** Format: uuid */
            id: string;
            machines: {
                cancelled: number;
                done: number;
                failed: number;
                nothing_to_do: number;
                skipped: number;
                waiting: number;
                working: number;
            };
            next_cursor: string | null;
            reason: string | null;
            /** @description the last hundred, the newest first */
            recent_steps: components["schemas"]["RunStep"][];
            schedule: {
                /** Format: uuid */
                id: string;
                name: string;
            } | null;
            /** Format: date-time */
            started_at: string;
            /**
             * @description what is wanted; none: an action that is neither
             * @enum {string}
             */
            state: "on" | "off" | "none";
            /** @enum {string} */
            status: "running" | "succeeded" | "partly_failed" | "failed" | "cancelled";
            /** @description which step of the order is under way, from 0 */
            step: number;
            /** @description how many there are */
            steps: number;
            /** @description at most 500; the others after next_cursor */
            transitions: {
                /** @enum {string} */
                action: "start" | "deallocate" | "hibernate" | "power_off" | "restart" | "resize";
                /** @description calls of the cloud */
                attempts: number;
                called_at: string | null;
                detail: string | null;
                ended_at: string | null;
                failure_class: string | null;
                /** @description the code of the cloud */
                failure_reason: string | null;
                /** Format: date-time */
                give_up_at: string;
                /** Format: uuid */
                id: string;
                /** Format: uuid */
                machine_id: string;
                machine_name: string;
                /** @description when it is worked on next; null: over, or its step has not come */
                next_look_at: string | null;
                size: string | null;
                /** @enum {string} */
                status: "waiting" | "working" | "done" | "nothing_to_do" | "failed" | "skipped" | "cancelled";
                step: number;
            }[];
        };
        RunStep: {
            /** Format: date-time */
            at: string;
            detail: {
                [key: string]: unknown;
            };
            /** Format: uuid */
            id: string;
            machine_id: string | null;
            machine_name: string | null;
            /** Format: uuid */
            run_id: string;
            step: string;
        };
        SavedCalendar: {
            /** Format: date-time */
            created_at: string;
            exceptions: {
                /** @description YYYY-MM-DD in the zone of the schedule */
                date?: string;
                /** @description YYYY-MM-DD in the zone of the schedule */
                from?: string;
                name?: string;
                /** @enum {string} */
                state?: "on" | "off";
                /** @description YYYY-MM-DD in the zone of the schedule */
                to?: string;
                windows?: {
                    /** @description HH:MM on the clock of the zone, 00:00 to 23:59; an end may be 24:00 */
                    end: string;
                    /** @description HH:MM on the clock of the zone, 00:00 to 23:59; an end may be 24:00 */
                    start: string;
                }[];
            }[];
            /** Format: uuid */
            id: string;
            name: string;
            schedule_ids: string[];
            /** Format: date-time */
            updated_at: string;
            version: number;
        };
        SavedSchedule: {
            calendar_ids: string[];
            /** Format: date-time */
            created_at: string;
            enabled: boolean;
            /** @default [] */
            exceptions: {
                /** @description YYYY-MM-DD in the zone of the schedule */
                date?: string;
                /** @description YYYY-MM-DD in the zone of the schedule */
                from?: string;
                /** @enum {string} */
                state?: "on" | "off";
                /** @description YYYY-MM-DD in the zone of the schedule */
                to?: string;
                windows?: {
                    /** @description HH:MM on the clock of the zone, 00:00 to 23:59; an end may be 24:00 */
                    end: string;
                    /** @description HH:MM on the clock of the zone, 00:00 to 23:59; an end may be 24:00 */
                    start: string;
                }[];
            }[];
            /** Format: uuid */
            id: string;
            /**
             * @description wanted inside the windows
             * @default on
             * @enum {string}
             */
            inside: "on" | "off" | "none";
            /** @description machines that it reaches and does not switch: managed by something else, or under a schedule of a higher rank; at most 100 */
            left_alone: {
                /** Format: uuid */
                machine_id: string;
                name: string;
                reason: string;
            }[];
            /** @description for how many machines it is the one that counts */
            machines: number;
            /** @enum {string} */
            mode: "deallocate" | "hibernate";
            name: string;
            notify: {
                before_stop_minutes?: number;
            };
            on_manual_change: {
                minutes?: number;
                /** @enum {string} */
                policy: "keep" | "keep_for" | "enforce";
            };
            /** @default [] */
            one_shots: {
                /** @description an instant with its offset */
                at?: string;
                /** @description YYYY-MM-DDTHH:MM on the clock of the zone */
                local_at?: string;
                /** @enum {string} */
                state: "on" | "off";
            }[];
            order: {
                delay_seconds: number;
                machine_ids?: string[];
                tags?: {
                    [key: string]: string;
                };
                wait_for_running: boolean;
            }[];
            other_sizes: string[];
            /**
             * @description wanted outside; none: start only
             * @default off
             * @enum {string}
             */
            outside: "on" | "off" | "none";
            /** @description what apply_now has begun */
            run_ids: string[];
            targets: {
                connection_id?: string;
                machine_ids?: string[];
                resource_group?: string;
                tags?: {
                    [key: string]: string;
                };
            };
            /**
             * Format: time-zone
             * @description IANA name, such as Europe/Paris
             */
            time_zone: string;
            /** Format: date-time */
            updated_at: string;
            version: number;
            warnings: {
                /** Format: date-time */
                at?: string;
                code: string;
                detail: string;
                pointer?: string;
            }[];
            /** @default [] */
            weekly: {
                days?: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
                /** @description HH:MM on the clock of the zone, 00:00 to 23:59; an end may be 24:00 */
                end: string;
                month_days?: number[];
                months?: number[];
                nth?: {
                    /** @enum {string} */
                    day: "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";
                    /** @description 1 to 5, or -1: the last */
                    n: number;
                }[];
                /** @description HH:MM on the clock of the zone, 00:00 to 23:59; an end may be 24:00 */
                start: string;
            }[];
            /** @description what would start or stop now, if it were applied; at most 100 */
            would_change_now: {
                /** Format: uuid */
                machine_id: string;
                name: string;
                power: string;
                /** @enum {string} */
                wanted: "on" | "off";
            }[];
            would_change_now_total: number;
        };
        Savings: {
            /** @description what a reader has to know of these figures */
            assumptions: string[];
            currency: string;
            discount_percent: number;
            /** Format: date-time */
            from: string;
            group_by: string;
            /** @description the largest plans first; days and months in their order */
            groups: {
                /** @description for which machines were known */
                hours: number;
                /** @description planned off, and billed */
                hours_missed: number;
                /** @description not billed: deallocated or hibernated */
                hours_off: number;
                /** @description off, though no schedule asked for it */
                hours_off_otherwise: number;
                /** @description billed: running, and on the way up or down, and stopped but not deallocated */
                hours_on: number;
                /** @description for which the schedule that counted wanted machines off */
                hours_planned_off: number;
                /** @description planned off, and off */
                hours_saved: number;
                /** @description the state was not known; never counted as saved */
                hours_unknown: number;
                /** @description id, date, month or value of the tag; empty: without */
                key: string;
                /** @description of the hours missed */
                missed: string;
                name: string;
                /** @description of the hours planned off: what the schedules would have saved, had all gone as planned */
                planned: string;
                /** @description of the hours saved */
                saved: string;
                /** @description of the billed hours; disks, addresses and licences not counted */
                spent: string;
                /** @description for which no price is known: they are in no sum of money */
                unpriced_hours: number;
            }[];
            groups_total: number;
            /** @description where the prices come from, and of which day they are */
            prices: {
                source: string;
                valid_from: string;
            }[];
            time_zone: string;
            /**
             * Format: date-time
             * @description never later than now
             */
            to: string;
            /** @description of all groups, also of those not shown */
            total: {
                /** @description for which machines were known */
                hours: number;
                /** @description planned off, and billed */
                hours_missed: number;
                /** @description not billed: deallocated or hibernated */
                hours_off: number;
                /** @description off, though no schedule asked for it */
                hours_off_otherwise: number;
                /** @description billed: running, and on the way up or down, and stopped but not deallocated */
                hours_on: number;
                /** @description for which the schedule that counted wanted machines off */
                hours_planned_off: number;
                /** @description planned off, and off */
                hours_saved: number;
                /** @description the state was not known; never counted as saved */
                hours_unknown: number;
                /** @description of the hours missed */
                missed: string;
                /** @description of the hours planned off: what the schedules would have saved, had all gone as planned */
                planned: string;
                /** @description of the hours saved */
                saved: string;
                /** @description of the billed hours; disks, addresses and licences not counted */
                spent: string;
                /** @description for which no price is known: they are in no sum of money */
                unpriced_hours: number;
            };
            unpriced: {
                is_spot: boolean;
                os: string;
                region: string;
                size: string;
            }[];
        };
        SavingsSettings: {
            currency: string;
            discount_percent: number;
            version: number;
        };
        Schedule: {
            calendar_ids: string[];
            /** Format: date-time */
            created_at: string;
            enabled: boolean;
            /** @default [] */
            exceptions: {
                /** @description YYYY-MM-DD in the zone of the schedule */
                date?: string;
                /** @description YYYY-MM-DD in the zone of the schedule */
                from?: string;
                /** @enum {string} */
                state?: "on" | "off";
                /** @description YYYY-MM-DD in the zone of the schedule */
                to?: string;
                windows?: {
                    /** @description HH:MM on the clock of the zone, 00:00 to 23:59; an end may be 24:00 */
                    end: string;
                    /** @description HH:MM on the clock of the zone, 00:00 to 23:59; an end may be 24:00 */
                    start: string;
                }[];
            }[];
            /** Format: uuid */
            id: string;
            /**
             * @description wanted inside the windows
             * @default on
             * @enum {string}
             */
            inside: "on" | "off" | "none";
            /** @enum {string} */
            mode: "deallocate" | "hibernate";
            name: string;
            notify: {
                before_stop_minutes?: number;
            };
            on_manual_change: {
                minutes?: number;
                /** @enum {string} */
                policy: "keep" | "keep_for" | "enforce";
            };
            /** @default [] */
            one_shots: {
                /** @description an instant with its offset */
                at?: string;
                /** @description YYYY-MM-DDTHH:MM on the clock of the zone */
                local_at?: string;
                /** @enum {string} */
                state: "on" | "off";
            }[];
            order: {
                delay_seconds: number;
                machine_ids?: string[];
                tags?: {
                    [key: string]: string;
                };
                wait_for_running: boolean;
            }[];
            other_sizes: string[];
            /**
             * @description wanted outside; none: start only
             * @default off
             * @enum {string}
             */
            outside: "on" | "off" | "none";
            targets: {
                connection_id?: string;
                machine_ids?: string[];
                resource_group?: string;
                tags?: {
                    [key: string]: string;
                };
            };
            /**
             * Format: time-zone
             * @description IANA name, such as Europe/Paris
             */
            time_zone: string;
            /** Format: date-time */
            updated_at: string;
            version: number;
            /** @default [] */
            weekly: {
                days?: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
                /** @description HH:MM on the clock of the zone, 00:00 to 23:59; an end may be 24:00 */
                end: string;
                month_days?: number[];
                months?: number[];
                nth?: {
                    /** @enum {string} */
                    day: "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";
                    /** @description 1 to 5, or -1: the last */
                    n: number;
                }[];
                /** @description HH:MM on the clock of the zone, 00:00 to 23:59; an end may be 24:00 */
                start: string;
            }[];
        };
        SchedulePreview: {
            /** @description of a schedule with targets */
            affected?: {
                /** @description machines that it reaches and does not switch: managed by something else, or under a schedule of a higher rank; at most 100 */
                left_alone: {
                    /** Format: uuid */
                    machine_id: string;
                    name: string;
                    reason: string;
                }[];
                /** @description for how many machines it is the one that counts */
                machines: number;
                /** @description what would start or stop now, if it were applied; at most 100 */
                would_change_now: {
                    /** Format: uuid */
                    machine_id: string;
                    name: string;
                    power: string;
                    /** @enum {string} */
                    wanted: "on" | "off";
                }[];
                would_change_now_total: number;
            };
            /** @description when the clock of its zone is set, and how far: 60 skips an hour, -60 shows one twice */
            clock_changes: {
                /** Format: date-time */
                at: string;
                minutes: number;
            }[];
            /** @description why saving it would be refused: schedules of the same rank on the same machines */
            conflicts?: {
                /** Format: uuid */
                machine_id: string;
                machine_name: string;
                /** Format: uuid */
                schedule_id: string;
                schedule_name: string;
            }[];
            /** @description of the weekly windows */
            hours_on_per_week: number;
            /** @enum {string} */
            state_at_from: "on" | "off" | "none";
            transitions: {
                /** Format: date-time */
                at: string;
                reason: string;
                /** @enum {string} */
                state: "on" | "off";
            }[];
            warnings: {
                /** Format: date-time */
                at?: string;
                code: string;
                detail: string;
                pointer?: string;
            }[];
        };
        Session: {
            address: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at: string;
            /** Format: uuid */
            id: string;
            is_current: boolean;
            /**
             * Format: date-time
             * @description to the minute
             */
            last_seen_at: string;
            methods: string[];
            user_agent: string | null;
        };
        StoredEvent: {
            /** Format: uuid */
            aircraft_id: string;
            /** Format: uuid */
            event_id: string;
            /** @description SHA-256 (hex) of the canonical payload as received */
            fingerprint: string;
            /** @description true when it lies farther from its neighbour than Mach 3 could carry it */
            implausible: boolean;
            metrics: {
                [key: string]: unknown;
            };
            /** Format: date-time */
            received_at: string;
            /** Format: date-time */
            ts: string;
        };
        Taf: {
            decoded: {
                changes: {
                    clouds: {
                        /** @description above the ground; of VV: how far one sees upwards */
                        base_ft: number | null;
                        /** @enum {string} */
                        cover: "FEW" | "SCT" | "BKN" | "OVC" | "VV" | "NSC" | "NCD" | "CLR" | "SKC";
                        /** @description CB, TCU */
                        type: string | null;
                    }[];
                    from: string | null;
                    /** @description ten kilometres or more, no cloud of importance, no weather */
                    is_cavok: boolean;
                    /** @description groups that nothing was read out of */
                    not_understood: string[];
                    /** @description groups without a member of their own, as they stand: wind shear, states of runways, colours of airfields, the sea */
                    other_groups: string[];
                    /** @description % */
                    probability: number | null;
                    raw: string;
                    /** @description BECMG, TEMPO, FM, PROB, INTER */
                    type: string;
                    until: string | null;
                    visibility: {
                        /** @enum {string} */
                        bound: "exactly" | "or_more" | "less_than";
                        meters: number;
                    } | null;
                    weather: {
                        group: string;
                        text: string;
                    }[];
                    wind: {
                        /** @description true, whence it blows; null: variable */
                        degrees: number | null;
                        /** @description least of a range of directions */
                        from_degrees: number | null;
                        gust_kt: number | null;
                        speed_kt: number;
                        to_degrees: number | null;
                    } | null;
                }[];
                clouds: {
                    /** @description above the ground; of VV: how far one sees upwards */
                    base_ft: number | null;
                    /** @enum {string} */
                    cover: "FEW" | "SCT" | "BKN" | "OVC" | "VV" | "NSC" | "NCD" | "CLR" | "SKC";
                    /** @description CB, TCU */
                    type: string | null;
                }[];
                is_amendment: boolean;
                is_cancelled: boolean;
                /** @description ten kilometres or more, no cloud of importance, no weather */
                is_cavok: boolean;
                /** @description groups that nothing was read out of */
                not_understood: string[];
                /** @description groups without a member of their own, as they stand: wind shear, states of runways, colours of airfields, the sea */
                other_groups: string[];
                /** Format: date-time */
                valid_from: string;
                /** Format: date-time */
                valid_until: string;
                visibility: {
                    /** @enum {string} */
                    bound: "exactly" | "or_more" | "less_than";
                    meters: number;
                } | null;
                weather: {
                    group: string;
                    text: string;
                }[];
                wind: {
                    /** @description true, whence it blows; null: variable */
                    degrees: number | null;
                    /** @description least of a range of directions */
                    from_degrees: number | null;
                    gust_kt: number | null;
                    speed_kt: number;
                    to_degrees: number | null;
                } | null;
            } | null;
            issued_at: string | null;
            /** @description why nothing was decoded: read the raw text */
            not_decodable: string | null;
            raw: string;
            source: {
                /** @description since then */
                age_seconds: number;
                /** @description true: made up, and of no use for a flight */
                is_demo: boolean;
                /** @description the provider cannot be reached, and this is the last that is known */
                is_stale: boolean;
                /** @enum {string} */
                provider: "demo" | "open-meteo" | "weatherapi" | "aviationweather";
                /**
                 * Format: date-time
                 * @description when the provider was asked
                 */
                read_at: string;
            };
            station: {
                elevation_m: number | null;
                icao: string;
                lat: number | null;
                lon: number | null;
                name: string;
            };
        };
        Team: {
            allowed_networks: string[];
            /** Format: date-time */
            created_at: string;
            /** Format: uuid */
            id: string;
            name: string;
            second_factor_required: boolean;
            session_idle_seconds: number | null;
            session_seconds: number | null;
            /** Format: date-time */
            updated_at: string;
            version: number;
        };
        TelemetryEventInput: {
            /** Format: uuid */
            aircraft_id: string;
            /** Format: uuid */
            event_id: string;
            metrics: {
                airbag_status?: ("armed" | "deployed" | "fault") | null;
                /** @description pressure altitude, feet */
                altitude?: number | null;
                /** @description percent */
                battery_level?: number | null;
                brake_status?: ("ok" | "worn" | "malfunction") | null;
                /** @description feet */
                cabin_altitude?: number | null;
                cabin_pressure?: {
                    /** @description in order */
                    driver?: boolean | null;
                    /** @description in order */
                    passenger_front?: boolean | null;
                    /** @description in order */
                    rear_center?: boolean | null;
                    /** @description in order */
                    rear_left?: boolean | null;
                    /** @description in order */
                    rear_right?: boolean | null;
                } | null;
                /** @description callsign as broadcast */
                callsign?: string | null;
                climate_control?: {
                    /** @description on */
                    ac_on?: boolean | null;
                    fan_speed?: number | null;
                    /** @description on */
                    recirculation_mode?: boolean | null;
                    /** @description °C */
                    temperature_setting?: number | null;
                } | null;
                engine_status?: {
                    /** @description labelled engine value */
                    front_left?: number | null;
                    /** @description labelled engine value */
                    front_right?: number | null;
                    /** @description labelled engine value */
                    rear_left?: number | null;
                    /** @description labelled engine value */
                    rear_right?: number | null;
                } | null;
                /** @description °C */
                engine_temp?: number | null;
                /** @description one member per engine, from left to right */
                engines?: {
                    /** @description exhaust gas temperature, °C */
                    egt?: number | null;
                    /** @description low-pressure spool, percent */
                    n1?: number | null;
                    /** @description high-pressure spool, percent */
                    n2?: number | null;
                    /** @description psi */
                    oil_pressure?: number | null;
                    /** @description °C */
                    oil_temperature?: number | null;
                }[] | null;
                flight_controls?: {
                    gear?: number | null;
                    mode?: ("eco" | "normal" | "sport" | "manual") | null;
                } | null;
                /** @description kg on board, or quantity and flow */
                fuel?: (number | {
                    /** @description kg per hour */
                    flow?: number | null;
                    /** @description kg on board */
                    quantity?: number | null;
                }) | null;
                gps?: {
                    /** @description metres above the ellipsoid */
                    altitude?: number | null;
                    /** @description degrees, true heading */
                    heading?: number | null;
                    /** @description degrees north */
                    lat?: number | null;
                    /** @description degrees east */
                    lon?: number | null;
                    /** @description km/h */
                    speed_over_ground?: number | null;
                } | null;
                lights_status?: {
                    /** @description on */
                    brake_lights?: boolean | null;
                    /** @description on */
                    headlights?: boolean | null;
                    /** @description on */
                    turn_signal_left?: boolean | null;
                    /** @description on */
                    turn_signal_right?: boolean | null;
                } | null;
                /** @description percent */
                oil_level?: number | null;
                /** @description weight on wheels */
                on_ground?: boolean | null;
                /** @description °C */
                outside_temp?: number | null;
                /** @description speed over the ground, km/h */
                speed?: number | null;
                /** @description transponder code */
                squawk?: string | null;
                /** @description track over the ground, degrees */
                track?: number | null;
                /** @description climb (+) or descent (−), feet per minute */
                vertical_rate?: number | null;
            };
            /**
             * Format: date-time
             * @description when it was measured; needs a zone
             */
            ts: string;
        };
        TimeZone: {
            /** @description such as CET, where there are any; they are no names of zones */
            abbreviations: string[];
            /** @description former names, which are taken too */
            also: string[];
            /** @description in English */
            countries: string[];
            name: string;
            /** @description when its clock is set next within 400 days, and how far: 60 skips an hour, -60 shows one twice */
            next_change: {
                /** Format: date-time */
                at: string;
                minutes: number;
            } | null;
            /** @description how far its clock is ahead of UTC now */
            offset_minutes: number;
        };
        TotpEnrolment: {
            /** @description the same as a picture: one `<svg>` without scripts and styles */
            qr_svg: string;
            /** @description base32, for typing */
            secret: string;
            /** @description `otpauth://totp/…`, for apps that take a link */
            uri: string;
        };
        Upcoming: {
            /** @description when the clock of its zone is set, and how far: 60 skips an hour, -60 shows one twice */
            clock_changes: {
                /** Format: date-time */
                at: string;
                minutes: number;
            }[];
            /** Format: date-time */
            from: string;
            reason: string;
            /** @enum {string} */
            state_at_from: "on" | "off" | "none";
            /** Format: date-time */
            to: string;
            transitions: {
                /** Format: date-time */
                at: string;
                reason: string;
                /** @enum {string} */
                state: "on" | "off";
            }[];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    readRoot: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        docs: string;
                        openapi: string;
                        /** @enum {string} */
                        status: "ok";
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readAuthorizationServerMetadata: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readOpenidConfiguration: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateAccount: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that was read; the change is refused (412) when the resource has changed since */
                "if-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listActivity: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Activity"][];
                        next_cursor: string | null;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listConsents: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Consent"][];
                        next_cursor: string | null;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    withdrawConsent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                consent_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: email */
                    email: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "accepted";
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    confirmEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    code: string;
                    /** Format: email */
                    email: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPasskeys: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Passkey"][];
                        next_cursor: string | null;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    challenge: string;
                    name: string;
                    response: {
                        authenticatorAttachment?: string | null;
                        /** @default {} */
                        clientExtensionResults?: {
                            [key: string]: unknown;
                        };
                        id: string;
                        rawId: string;
                        response: {
                            attestationObject: string;
                            clientDataJSON: string;
                            transports?: string[];
                        };
                        /** @enum {string} */
                        type: "public-key";
                    };
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Passkey"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removePasskey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                passkey_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    renamePasskey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                passkey_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Passkey"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    beginPasskeyRegistration: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyChallenge"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    current_password: string;
                    new_password: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    countRecoveryCodes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        left: number;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    renewRecoveryCodes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    enrolTotp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TotpEnrolment"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeTotp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    confirmTotp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    code: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    register: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: email */
                    email: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "accepted";
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    confirmRegistration: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    code: string;
                    /** Format: email */
                    email: string;
                    name: string;
                    password: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readInstallation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        audit: {
                            checkpoint_age_seconds: number | null;
                            size: number;
                            /** @description the stored tree was found changed, or no checkpoint could be signed */
                            stopped: boolean | null;
                            /** @description entries without their place in the tree */
                            waiting: number | null;
                        };
                        database: {
                            migration: string | null;
                            ok: boolean;
                            version: string | null;
                        };
                        keys: {
                            age_days: number | null;
                            /** @description null: the oldest, or the next to end, of all of the kind */
                            id: string | null;
                            /** @enum {string} */
                            kind: "token" | "checkpoint" | "root" | "data" | "cookies" | "audit-seal" | "installation" | "authority" | "connection";
                            /** @description until it ends or should be replaced; negative: overdue */
                            left_days: number | null;
                            state: string;
                        }[];
                        /**
                         * Format: date-time
                         * @description processes tell of themselves every 15 seconds
                         */
                        measured_at: string;
                        node: string;
                        /** @description one that was killed stays here for an hour */
                        processes: {
                            alive: boolean;
                            /** @description how far its clock is ahead of that of the database */
                            clock_skew_seconds: number | null;
                            /** Format: uuid */
                            id: string;
                            node: string;
                            roles: string[];
                            /** Format: date-time */
                            started_at: string;
                            /**
                             * Format: date-time
                             * @description when it told of itself last
                             */
                            told_at: string;
                            version: string;
                        }[];
                        queues: {
                            /** @description how long what is due longest has waited; 0: nothing is due; null: it is not told */
                            late_seconds: number | null;
                            /** @enum {string} */
                            name: "telemetry_events" | "schedule_changes" | "machine_changes" | "machine_readings" | "notifications" | "mails";
                            /** @description null: it is not counted */
                            waiting: number | null;
                        }[];
                        roles: {
                            /** @description some process that is alive has it */
                            alive: boolean;
                            /** @description in the process that answers */
                            here: boolean;
                            name: string;
                            /** @description calls for it are handed over, and it answers; null: they are not handed over */
                            reachable: boolean | null;
                        }[];
                        /**
                         * Format: date-time
                         * @description of the process that answers
                         */
                        started_at: string;
                        version: string;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAircraft: {
        parameters: {
            query?: {
                cursor?: string;
                icao24?: string;
                limit?: number;
                registration?: string;
                status?: "active" | "revoked";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Aircraft"][];
                        next_cursor: string | null;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    registerAircraft: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1–200 visible ASCII characters. The same key with the same request gets the first answer again, for 24 hours */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description may send events older than the accepted window; needs telemetry:backfill
                     * @default false
                     */
                    backfill?: boolean;
                    icao24?: string;
                    /** @description public keys for client_assertion (private_key_jwt) */
                    jwks?: {
                        keys: ({
                            /** @enum {string} */
                            alg?: "RS256" | "PS256";
                            e: string;
                            key_ops?: "verify"[];
                            kid?: string;
                            /** @enum {string} */
                            kty: "RSA";
                            /** @description 2048 bit or more */
                            n: string;
                            /** @enum {string} */
                            use?: "sig";
                        } | {
                            /** @enum {string} */
                            alg?: "ES256" | "ES384";
                            /** @enum {string} */
                            crv: "P-256" | "P-384";
                            key_ops?: "verify"[];
                            kid?: string;
                            /** @enum {string} */
                            kty: "EC";
                            /** @enum {string} */
                            use?: "sig";
                            x: string;
                            y: string;
                        })[];
                    };
                    name?: string;
                    registration: string;
                    /**
                     * @description premium adds contacts:read
                     * @default standard
                     * @enum {string}
                     */
                    tier?: "standard" | "premium";
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Aircraft"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAircraft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                aircraft_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Aircraft"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteAircraft: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that was read; the change is refused (412) when the resource has changed since */
                "if-match"?: string;
            };
            path: {
                aircraft_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateAircraft: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that was read; the change is refused (412) when the resource has changed since */
                "if-match"?: string;
            };
            path: {
                aircraft_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    backfill?: boolean;
                    icao24?: string | null;
                    jwks?: {
                        keys: ({
                            /** @enum {string} */
                            alg?: "RS256" | "PS256";
                            e: string;
                            key_ops?: "verify"[];
                            kid?: string;
                            /** @enum {string} */
                            kty: "RSA";
                            /** @description 2048 bit or more */
                            n: string;
                            /** @enum {string} */
                            use?: "sig";
                        } | {
                            /** @enum {string} */
                            alg?: "ES256" | "ES384";
                            /** @enum {string} */
                            crv: "P-256" | "P-384";
                            key_ops?: "verify"[];
                            kid?: string;
                            /** @enum {string} */
                            kty: "EC";
                            /** @enum {string} */
                            use?: "sig";
                            x: string;
                            y: string;
                        })[];
                    } | null;
                    name?: string | null;
                    registration?: string;
                    /** @enum {string} */
                    tier?: "standard" | "premium";
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Aircraft"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAircraftCertificates: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                aircraft_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** Format: date-time */
                            not_after: string;
                            /** Format: date-time */
                            not_before: string;
                            revoked_at: string | null;
                            serial: string;
                            thumbprint: string;
                        }[];
                        next_cursor: string | null;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    issueAircraftCertificate: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1–200 visible ASCII characters. The same key with the same request gets the first answer again, for 24 hours */
                "idempotency-key"?: string;
            };
            path: {
                aircraft_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description PKCS#10, PEM; its subject is ignored: the name is the aircraft id */
                    csr: string;
                    /** @default 90 */
                    days?: number;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description PEM of the certificate */
                        certificate: string;
                        /** @description PEM of the certificate followed by the team’s issuing authority */
                        chain: string;
                        /** Format: date-time */
                        not_after: string;
                        /** Format: date-time */
                        not_before: string;
                        serial: string;
                        /** @description SHA-256, base64url */
                        thumbprint: string;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeAircraft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                aircraft_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason?: string;
                    /** @description only this certificate; without it the aircraft and everything it holds */
                    serial?: string;
                } | null;
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Aircraft"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    issueAircraftSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1–200 visible ASCII characters. The same key with the same request gets the first answer again, for 24 hours */
                "idempotency-key"?: string;
            };
            path: {
                aircraft_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never> | null;
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        aircraft_id: string;
                        client_secret: string;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readAuditCheckpoint: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        at: string;
                        /** @description verifier keys: name+hash+key */
                        keys: string[];
                        /** @description C2SP signed note */
                        note: string;
                        origin: string;
                        /** @description base64 */
                        root_hash: string;
                        size: number;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAuditEntries: {
        parameters: {
            query?: {
                /** @description exact, or a family such as `aircraft.*` */
                action?: string;
                actor?: string;
                cursor?: string;
                from?: string;
                limit?: number;
                outcome?: "success" | "failure" | "denied" | "error";
                resource?: string;
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            entry: components["schemas"]["AuditEntry"];
                            leaf_hash: string;
                            /** @description erased names are absent */
                            personal: {
                                [key: string]: {
                                    salt: string;
                                    value: string;
                                };
                            };
                        }[];
                        next_cursor: string | null;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readAuditEntry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                index: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        entry: components["schemas"]["AuditEntry"];
                        leaf_hash: string;
                        /** @description erased names are absent */
                        personal: {
                            [key: string]: {
                                salt: string;
                                value: string;
                            };
                        };
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportAudit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Audit export */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAuditKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @description C2SP verifier key: name+hash+key */
                            key: string;
                        }[];
                        next_cursor: string | null;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    proveAuditConsistency: {
        parameters: {
            query: {
                from: number;
                to?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        from: number;
                        from_root: string;
                        proof: string[];
                        to: number;
                        to_root: string;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    proveAuditInclusion: {
        parameters: {
            query: {
                index: number;
                tree_size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        index: number;
                        leaf_hash: string;
                        /** @description base64 */
                        proof: string[];
                        /** @description base64 */
                        root_hash: string;
                        tree_size: number;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    requestAircraftToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uuid */
                    aircraft_id: string;
                    client_assertion?: string;
                    /** @enum {string} */
                    client_assertion_type?: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
                    client_secret?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        access_token: string;
                        expires_in: number;
                        scope: string;
                        /** @enum {string} */
                        token_type: "Bearer";
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listCalendars: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Calendar"][];
                        next_cursor: string | null;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createCalendar: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1–200 visible ASCII characters. The same key with the same request gets the first answer again, for 24 hours */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    exceptions: {
                        /** @description YYYY-MM-DD in the zone of the schedule */
                        date?: string;
                        /** @description YYYY-MM-DD in the zone of the schedule */
                        from?: string;
                        name?: string;
                        /** @enum {string} */
                        state?: "on" | "off";
                        /** @description YYYY-MM-DD in the zone of the schedule */
                        to?: string;
                        windows?: {
                            /** @description HH:MM on the clock of the zone, 00:00 to 23:59; an end may be 24:00 */
                            end: string;
                            /** @description HH:MM on the clock of the zone, 00:00 to 23:59; an end may be 24:00 */
                            start: string;
                        }[];
                    }[];
                    name: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedCalendar"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCalendar: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                calendar_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Calendar"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replaceCalendar: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that was read; the change is refused (412) when the resource has changed since */
                "if-match"?: string;
            };
            path: {
                calendar_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    exceptions: {
                        /** @description YYYY-MM-DD in the zone of the schedule */
                        date?: string;
                        /** @description YYYY-MM-DD in the zone of the schedule */
                        from?: string;
                        name?: string;
                        /** @enum {string} */
                        state?: "on" | "off";
                        /** @description YYYY-MM-DD in the zone of the schedule */
                        to?: string;
                        windows?: {
                            /** @description HH:MM on the clock of the zone, 00:00 to 23:59; an end may be 24:00 */
                            end: string;
                            /** @description HH:MM on the clock of the zone, 00:00 to 23:59; an end may be 24:00 */
                            start: string;
                        }[];
                    }[];
                    name: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedCalendar"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteCalendar: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that was read; the change is refused (412) when the resource has changed since */
                "if-match"?: string;
            };
            path: {
                calendar_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    importCalendar: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1–200 visible ASCII characters. The same key with the same request gets the first answer again, for 24 hours */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    ical?: string;
                    name: string;
                    /**
                     * @default off
                     * @enum {string}
                     */
                    state?: "on" | "off";
                    text?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportedCalendar"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    previewCalendar: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    ical?: string;
                    /**
                     * @default off
                     * @enum {string}
                     */
                    state?: "on" | "off";
                    text?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CalendarPreview"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listClients: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Client"][];
                        next_cursor: string | null;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createClient: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1–200 visible ASCII characters. The same key with the same request gets the first answer again, for 24 hours */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @default client_secret
                     * @enum {string}
                     */
                    auth_method?: "client_secret" | "private_key_jwt" | "tls_client_auth" | "self_signed_tls_client_auth" | "none";
                    /** @description self_signed_tls_client_auth: SHA-256 of the certificates, base64url */
                    certificate_thumbprints?: string[];
                    /**
                     * @description people may let it act for them by typing a code that it shows (RFC 8628)
                     * @default false
                     */
                    device_flow?: boolean;
                    /** Format: date-time */
                    expires_at?: string;
                    jwks?: {
                        keys: ({
                            /** @enum {string} */
                            alg?: "RS256" | "PS256";
                            e: string;
                            key_ops?: "verify"[];
                            kid?: string;
                            /** @enum {string} */
                            kty: "RSA";
                            /** @description 2048 bit or more */
                            n: string;
                            /** @enum {string} */
                            use?: "sig";
                        } | {
                            /** @enum {string} */
                            alg?: "ES256" | "ES384";
                            /** @enum {string} */
                            crv: "P-256" | "P-384";
                            key_ops?: "verify"[];
                            kid?: string;
                            /** @enum {string} */
                            kty: "EC";
                            /** @enum {string} */
                            use?: "sig";
                            x: string;
                            y: string;
                        })[];
                    };
                    name: string;
                    /**
                     * @description further single permissions
                     * @default []
                     */
                    permissions?: ("team:read" | "team:write" | "team:delete" | "member:read" | "member:write" | "role:read" | "role:write" | "client:read" | "client:write" | "aircraft:read" | "aircraft:write" | "aircraft:credential" | "telemetry:read" | "telemetry:write" | "telemetry:backfill" | "connection:read" | "connection:write" | "machine:read" | "machine:operate" | "machine:resize" | "schedule:read" | "schedule:write" | "override:write" | "run:read" | "run:cancel" | "savings:read" | "notification:read" | "notification:write" | "weather:read" | "contacts:read" | "config:read" | "config:write" | "audit:read" | "audit:export")[];
                    /**
                     * @description where the authorization endpoint may send people back to; on loopback any port is taken
                     * @default []
                     */
                    redirect_uris?: string[];
                    /** @description standard roles by name, the team’s own by id; the union of their permissions */
                    roles?: (("owner" | "admin" | "operator" | "contributor" | "reader" | "auditor" | "aircraft_standard" | "aircraft_premium" | "ground_control" | "maintenance" | "service") | string)[];
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClientWithSecret"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getClient: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteClient: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that was read; the change is refused (412) when the resource has changed since */
                "if-match"?: string;
            };
            path: {
                client_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateClient: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that was read; the change is refused (412) when the resource has changed since */
                "if-match"?: string;
            };
            path: {
                client_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description self_signed_tls_client_auth: SHA-256 of the certificates, base64url */
                    certificate_thumbprints?: string[];
                    /** @description people may let it act for them by typing a code that it shows (RFC 8628) */
                    device_flow?: boolean;
                    /** @description null: never */
                    expires_at?: string | null;
                    jwks?: {
                        keys: ({
                            /** @enum {string} */
                            alg?: "RS256" | "PS256";
                            e: string;
                            key_ops?: "verify"[];
                            kid?: string;
                            /** @enum {string} */
                            kty: "RSA";
                            /** @description 2048 bit or more */
                            n: string;
                            /** @enum {string} */
                            use?: "sig";
                        } | {
                            /** @enum {string} */
                            alg?: "ES256" | "ES384";
                            /** @enum {string} */
                            crv: "P-256" | "P-384";
                            key_ops?: "verify"[];
                            kid?: string;
                            /** @enum {string} */
                            kty: "EC";
                            /** @enum {string} */
                            use?: "sig";
                            x: string;
                            y: string;
                        })[];
                    };
                    name?: string;
                    permissions?: ("team:read" | "team:write" | "team:delete" | "member:read" | "member:write" | "role:read" | "role:write" | "client:read" | "client:write" | "aircraft:read" | "aircraft:write" | "aircraft:credential" | "telemetry:read" | "telemetry:write" | "telemetry:backfill" | "connection:read" | "connection:write" | "machine:read" | "machine:operate" | "machine:resize" | "schedule:read" | "schedule:write" | "override:write" | "run:read" | "run:cancel" | "savings:read" | "notification:read" | "notification:write" | "weather:read" | "contacts:read" | "config:read" | "config:write" | "audit:read" | "audit:export")[];
                    /** @description where the authorization endpoint may send people back to; on loopback any port is taken */
                    redirect_uris?: string[];
                    roles?: (("owner" | "admin" | "operator" | "contributor" | "reader" | "auditor" | "aircraft_standard" | "aircraft_premium" | "ground_control" | "maintenance" | "service") | string)[];
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listClientCertificates: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** Format: date-time */
                            not_after: string;
                            /** Format: date-time */
                            not_before: string;
                            revoked_at: string | null;
                            serial: string;
                            thumbprint: string;
                        }[];
                        next_cursor: string | null;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    issueClientCertificate: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1–200 visible ASCII characters. The same key with the same request gets the first answer again, for 24 hours */
                "idempotency-key"?: string;
            };
            path: {
                client_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description PKCS#10, PEM; its subject is ignored: the name is the aircraft id */
                    csr: string;
                    /** @default 90 */
                    days?: number;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description PEM of the certificate */
                        certificate: string;
                        /** @description PEM of the certificate followed by the team’s issuing authority */
                        chain: string;
                        /** Format: date-time */
                        not_after: string;
                        /** Format: date-time */
                        not_before: string;
                        serial: string;
                        /** @description SHA-256, base64url */
                        thumbprint: string;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeClientCertificate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client_id: string;
                serial: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rotateClientSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1–200 visible ASCII characters. The same key with the same request gets the first answer again, for 24 hours */
                "idempotency-key"?: string;
            };
            path: {
                client_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description how long the former secret stays valid
                     * @default 0
                     */
                    overlap_seconds?: number;
                } | null;
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        client_id: string;
                        client_secret: string;
                        former_valid_until: string | null;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listConnections: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Connection"][];
                        next_cursor: string | null;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createConnection: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1–200 visible ASCII characters. The same key with the same request gets the first answer again, for 24 hours */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    aws?: {
                        regions: string[];
                        /** @description the role of your account that we assume; its trust policy asks for the external id that we answer */
                        role_arn: string;
                    };
                    azure?: {
                        /**
                         * Format: uuid
                         * @description the application; its object needs no secret
                         */
                        client_id: string;
                        /**
                         * @description public, usgov, china, or one that the operator added
                         * @default public
                         */
                        cloud?: string;
                        /** @description empty: all that the application may see */
                        subscription_ids?: string[];
                        /**
                         * Format: uuid
                         * @description directory of the application
                         */
                        tenant_id: string;
                    };
                    /** @description of the key pair for Azure */
                    certificate?: {
                        /**
                         * @description of the RSA key
                         * @default 3072
                         */
                        bits?: 2048 | 3072 | 4096;
                        /**
                         * @description how long the certificate is valid
                         * @default 365
                         */
                        days?: number;
                    };
                    name: string;
                    /** @enum {string} */
                    provider: "azure" | "aws";
                    /**
                     * @description also to give machines another size: that needs a larger right, which the check asks for
                     * @default false
                     */
                    resize?: boolean;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionDetails"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionDetails"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteConnection: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that was read; the change is refused (412) when the resource has changed since */
                "if-match"?: string;
            };
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateConnection: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that was read; the change is refused (412) when the resource has changed since */
                "if-match"?: string;
            };
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    aws?: {
                        regions: string[];
                        /** @description the role of your account that we assume; its trust policy asks for the external id that we answer */
                        role_arn: string;
                    };
                    azure?: {
                        /**
                         * Format: uuid
                         * @description the application; its object needs no secret
                         */
                        client_id: string;
                        /**
                         * @description public, usgov, china, or one that the operator added
                         * @default public
                         */
                        cloud?: string;
                        /** @description empty: all that the application may see */
                        subscription_ids?: string[];
                        /**
                         * Format: uuid
                         * @description directory of the application
                         */
                        tenant_id: string;
                    };
                    name?: string;
                    /** @description nothing is read or done through a paused connection */
                    paused?: boolean;
                    resize?: boolean;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionDetails"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getConnectionCertificate: {
        parameters: {
            query?: {
                /** @description cer: DER */
                format?: "pem" | "cer";
                state?: "active" | "next";
            };
            header?: never;
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description PEM, or DER with `format=cer` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rotateConnectionCertificate: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1–200 visible ASCII characters. The same key with the same request gets the first answer again, for 24 hours */
                "idempotency-key"?: string;
            };
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description of the RSA key
                     * @default 3072
                     */
                    bits?: 2048 | 3072 | 4096;
                    /**
                     * @description how long the certificate is valid
                     * @default 365
                     */
                    days?: number;
                } | null;
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionCertificateWithPem"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    activateConnectionCertificate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionCheck"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    destroyConnectionCertificate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                certificate_id: string;
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    checkConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionCheck"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    previewConnectionDeletion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description keys that are destroyed */
                        certificates: number;
                        /** Format: uuid */
                        connection_id: string;
                        /** @description present ones; they stay as they are at the cloud */
                        machines: number;
                        name: string;
                        /** @description that wait or are under way */
                        open_transitions: number;
                        /** @description that name some of the machines */
                        overrides: number;
                        /** @description with how many of their machines are lost; up to 200 */
                        schedules: {
                            /** Format: uuid */
                            id: string;
                            machines: number;
                            name: string;
                        }[];
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    syncConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        due_at: string;
                        lanes: number;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listContacts: {
        parameters: {
            query: {
                /** @description whose link counts; without it that of the caller */
                aircraft_id?: string;
                page_size?: number;
                page_token?: string;
                /** @description which members of people are answered, separated by commas */
                person_fields: string;
                /** @description search by the beginning of names and addresses; at most 30, without pages */
                q?: string;
                /** @description whether the last page names a token for changes from then on */
                request_sync_token?: string;
                sort_order?: "LAST_MODIFIED_ASCENDING" | "LAST_MODIFIED_DESCENDING" | "FIRST_NAME_ASCENDING" | "LAST_NAME_ASCENDING";
                sources?: "contact" | "profile" | "contact,profile";
                /** @description what changed since; all other parameters must be as they were */
                sync_token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contacts"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    finishContactsLink: {
        parameters: {
            query: {
                code?: string;
                error?: string;
                state: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description to a page without the code in its address */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    startContactsLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: uuid
                     * @description for the crew of an aircraft; without it for yourself
                     */
                    aircraft_id?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description to be opened in the browser of this session */
                        authorization_url: string;
                        /** Format: date-time */
                        expires_at: string;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeContactsLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: uuid
                     * @description for the crew of an aircraft; without it for yourself
                     */
                    aircraft_id?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description false: Google did not answer; the link is gone here all the same */
                        revoked_at_google: boolean;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getContactsLink: {
        parameters: {
            query?: {
                aircraft_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactsLink"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        service: "skykeep";
                        /** @enum {string} */
                        status: "healthy";
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        checks: {
                            [key: string]: {
                                detail?: string;
                                ok: boolean;
                            };
                        };
                        /** @enum {string} */
                        status: "ready" | "not_ready";
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listInvitationsToYou: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["InvitationToYou"][];
                        next_cursor: string | null;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    acceptInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    token: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        roles: string[];
                        /** Format: uuid */
                        team_id: string;
                        team_name: string;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    declineInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    token: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    lookAtInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    token: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitationToYou"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listMachines: {
        parameters: {
            query?: {
                connection_id?: string;
                cursor?: string;
                limit?: number;
                /** @description part of a name */
                q?: string;
                region?: string;
                /** @description whose effective schedule this is */
                schedule_id?: string;
                state?: "creating" | "starting" | "running" | "stopping" | "stopped" | "deallocating" | "deallocated" | "hibernated" | "unknown";
                /** @description key=value, or a key alone; without regard to case of the key */
                tag?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Machine"][];
                        next_cursor: string | null;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMachine: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                machine_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MachineDetails"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    actOnMachine: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1–200 visible ASCII characters. The same key with the same request gets the first answer again, for 24 hours */
                "idempotency-key"?: string;
            };
            path: {
                machine_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    action: "start" | "deallocate" | "hibernate" | "power_off" | "restart" | "resize";
                    /**
                     * @description say what would be done, and do nothing
                     * @default false
                     */
                    dry_run?: boolean;
                    /** @description resize: the size it is to have */
                    size?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MachineActionAnswer"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMachineHistory: {
        parameters: {
            query?: {
                cursor?: string;
                from?: string;
                limit?: number;
                to?: string;
            };
            header?: never;
            path: {
                machine_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @enum {string} */
                            power: "creating" | "starting" | "running" | "stopping" | "stopped" | "deallocating" | "deallocated" | "hibernated" | "unknown";
                            /** Format: date-time */
                            since: string;
                            size: string;
                            /** @description null: it lasts */
                            until: string | null;
                        }[];
                        next_cursor: string | null;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    actOnMachines: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1–200 visible ASCII characters. The same key with the same request gets the first answer again, for 24 hours */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    action: "start" | "deallocate" | "hibernate" | "power_off" | "restart";
                    /**
                     * @description say what would be done, and do nothing
                     * @default false
                     */
                    dry_run?: boolean;
                    machine_ids: string[];
                };
            };
        };
        responses: {
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MachinesActionAnswer"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listNotifications: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                rule_id?: string;
                status?: "waiting" | "sent" | "dead";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Notification"][];
                        next_cursor: string | null;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getNotification: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                notification_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notification"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retryNotification: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                notification_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notification"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listNotificationRules: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["NotificationRule"][];
                        next_cursor: string | null;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createNotificationRule: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1–200 visible ASCII characters. The same key with the same request gets the first answer again, for 24 hours */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    channel: {
                        /** @description addresses of members of the team, or in domains that the operator allows */
                        to: string[];
                        /** @enum {string} */
                        type: "email";
                    } | {
                        /** @enum {string} */
                        type: "webhook";
                        /**
                         * Format: uri
                         * @description https. Whoever may read rules sees it: no secret belongs into it, since every message is signed
                         */
                        url: string;
                    };
                    /**
                     * @description events are collected for so long and told in one message; 0: at once
                     * @default 0
                     */
                    digest_seconds?: number;
                    /** @default true */
                    enabled?: boolean;
                    events: ("machine.before_stop" | "machine.failed" | "machine.recovered" | "machine.late" | "machine.manual_change" | "machine.planned_off" | "machine.planned_on" | "connection.failing" | "connection.recovered" | "certificate.expiring" | "scheduler.silent" | "scheduler.recovered" | "run.finished")[];
                    name: string;
                    /** @description one of these machines, schedules or connections; empty: all. What concerns the whole team is always told */
                    only_about?: {
                        connection_ids?: string[];
                        machine_ids?: string[];
                        schedule_ids?: string[];
                    };
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationRuleWithSecret"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getNotificationRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                rule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationRule"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteNotificationRule: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that was read; the change is refused (412) when the resource has changed since */
                "if-match"?: string;
            };
            path: {
                rule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateNotificationRule: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that was read; the change is refused (412) when the resource has changed since */
                "if-match"?: string;
            };
            path: {
                rule_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    channel?: {
                        /** @description addresses of members of the team, or in domains that the operator allows */
                        to: string[];
                        /** @enum {string} */
                        type: "email";
                    } | {
                        /** @enum {string} */
                        type: "webhook";
                        /**
                         * Format: uri
                         * @description https. Whoever may read rules sees it: no secret belongs into it, since every message is signed
                         */
                        url: string;
                    };
                    /** @description events are collected for so long and told in one message; 0: at once */
                    digest_seconds?: number;
                    enabled?: boolean;
                    events?: ("machine.before_stop" | "machine.failed" | "machine.recovered" | "machine.late" | "machine.manual_change" | "machine.planned_off" | "machine.planned_on" | "connection.failing" | "connection.recovered" | "certificate.expiring" | "scheduler.silent" | "scheduler.recovered" | "run.finished")[];
                    name?: string;
                    /** @description one of these machines, schedules or connections; empty: all. What concerns the whole team is always told */
                    only_about?: {
                        connection_ids?: string[];
                        machine_ids?: string[];
                        schedule_ids?: string[];
                    };
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationRule"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1–200 visible ASCII characters. The same key with the same request gets the first answer again, for 24 hours */
                "idempotency-key"?: string;
            };
            path: {
                rule_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description so long messages carry the signature of the former secret too; 0: it was stolen
                     * @default 86400
                     */
                    overlap_seconds?: number;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RotatedWebhookSecret"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    testNotificationRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                rule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notification"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    authorize: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resumeAuthorization: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                uid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDeviceRequest: {
        parameters: {
            query: {
                user_code: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceRequest"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    authorizeDevice: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": {
                    client_assertion?: string;
                    client_assertion_type?: string;
                    client_id?: string;
                    client_secret?: string;
                    scope: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        device_code: string;
                        expires_in: number;
                        user_code: string;
                        verification_uri: string;
                        verification_uri_complete: string;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    approveDeviceRequest: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    scopes?: string[];
                    user_code: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    denyDeviceRequest: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    user_code: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAuthorizationRequest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                uid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuthorizationRequest"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    approveAuthorizationRequest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                uid: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    scopes?: string[];
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description where the browser goes on */
                        redirect_to: string;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    denyAuthorizationRequest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                uid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description where the browser goes on */
                        redirect_to: string;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    introspectToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": {
                    client_assertion?: string;
                    client_assertion_type?: string;
                    client_id?: string;
                    client_secret?: string;
                    token: string;
                    token_type_hint?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        active: boolean;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readTokenKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        keys: {
                            [key: string]: unknown;
                        }[];
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": {
                    client_assertion?: string;
                    client_assertion_type?: string;
                    client_id?: string;
                    client_secret?: string;
                    token: string;
                    token_type_hint?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    requestToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": {
                    client_assertion?: string;
                    client_assertion_type?: string;
                    client_id?: string;
                    client_secret?: string;
                    code?: string;
                    code_verifier?: string;
                    device_code?: string;
                    grant_type: string;
                    redirect_uri?: string;
                    refresh_token?: string;
                    resource?: string;
                    /** @description permissions, separated by blanks; without it all that there are */
                    scope?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        access_token: string;
                        expires_in: number;
                        id_token?: string;
                        refresh_token?: string;
                        scope: string;
                        /** @enum {string} */
                        token_type: "Bearer";
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readUserinfo: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listOverrides: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Override"][];
                        next_cursor: string | null;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createOverride: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1–200 visible ASCII characters. The same key with the same request gets the first answer again, for 24 hours */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: date-time
                     * @description without it, or in the past: now
                     */
                    from?: string;
                    machine_ids?: string[];
                    /** @enum {boolean} */
                    mine?: true;
                    reason?: string;
                    /**
                     * @description none: hands off
                     * @enum {string}
                     */
                    state: "on" | "off" | "none";
                    tags?: {
                        [key: string]: string;
                    };
                    /**
                     * Format: date-time
                     * @description with override:write alone at most 24 hours from now; with schedule:write too, 31 days from its beginning
                     */
                    until: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Override"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    endOverride: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                override_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    forgotPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: email */
                    email: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "accepted";
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resetPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    code: string;
                    /** Format: email */
                    email: string;
                    password: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPermissions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Permission"][];
                        next_cursor: string | null;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRevocationList: {
        parameters: {
            query?: {
                authority?: string;
                format?: "der" | "pem";
            };
            header?: never;
            path: {
                team_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description application/pkix-crl, or PEM with `format=pem` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRootCertificate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRoles: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Role"][];
                        next_cursor: string | null;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createRole: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1–200 visible ASCII characters. The same key with the same request gets the first answer again, for 24 hours */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @default  */
                    description?: string;
                    name: string;
                    /** @description no more than its author has, and none that only machines use */
                    permissions: ("team:read" | "team:write" | "team:delete" | "member:read" | "member:write" | "role:read" | "role:write" | "client:read" | "client:write" | "aircraft:read" | "aircraft:write" | "aircraft:credential" | "telemetry:read" | "telemetry:write" | "telemetry:backfill" | "connection:read" | "connection:write" | "machine:read" | "machine:operate" | "machine:resize" | "schedule:read" | "schedule:write" | "override:write" | "run:read" | "run:cancel" | "savings:read" | "notification:read" | "notification:write" | "weather:read" | "contacts:read" | "config:read" | "config:write" | "audit:read" | "audit:export")[];
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Role"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the name of a standard role, or the id of one of the team’s own */
                role_id: ("owner" | "admin" | "operator" | "contributor" | "reader" | "auditor" | "aircraft_standard" | "aircraft_premium" | "ground_control" | "maintenance" | "service") | string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Role"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteRole: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that was read; the change is refused (412) when the resource has changed since */
                "if-match"?: string;
            };
            path: {
                /** @description the name of a standard role, or the id of one of the team’s own */
                role_id: ("owner" | "admin" | "operator" | "contributor" | "reader" | "auditor" | "aircraft_standard" | "aircraft_premium" | "ground_control" | "maintenance" | "service") | string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateRole: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that was read; the change is refused (412) when the resource has changed since */
                "if-match"?: string;
            };
            path: {
                /** @description the name of a standard role, or the id of one of the team’s own */
                role_id: ("owner" | "admin" | "operator" | "contributor" | "reader" | "auditor" | "aircraft_standard" | "aircraft_premium" | "ground_control" | "maintenance" | "service") | string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    description?: string;
                    name?: string;
                    /** @description no more than its author has, and none that only machines use */
                    permissions?: ("team:read" | "team:write" | "team:delete" | "member:read" | "member:write" | "role:read" | "role:write" | "client:read" | "client:write" | "aircraft:read" | "aircraft:write" | "aircraft:credential" | "telemetry:read" | "telemetry:write" | "telemetry:backfill" | "connection:read" | "connection:write" | "machine:read" | "machine:operate" | "machine:resize" | "schedule:read" | "schedule:write" | "override:write" | "run:read" | "run:cancel" | "savings:read" | "notification:read" | "notification:write" | "weather:read" | "contacts:read" | "config:read" | "config:write" | "audit:read" | "audit:export")[];
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Role"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRuns: {
        parameters: {
            query?: {
                cause?: "schedule" | "apply" | "override" | "manual" | "enforce";
                cursor?: string;
                limit?: number;
                machine_id?: string;
                schedule_id?: string;
                status?: "running" | "succeeded" | "partly_failed" | "failed" | "cancelled";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Run"][];
                        next_cursor: string | null;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRun: {
        parameters: {
            query?: {
                cursor?: string;
            };
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunDetails"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancelRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    streamRuns: {
        parameters: {
            query?: {
                run_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description text/event-stream */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSavings: {
        parameters: {
            query?: {
                from?: string;
                group_by?: string;
                limit?: number;
                /** @description IANA name, such as Europe/Paris */
                time_zone?: string;
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Savings"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportSavings: {
        parameters: {
            query?: {
                from?: string;
                group_by?: string;
                /** @description IANA name, such as Europe/Paris */
                time_zone?: string;
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description text/csv */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSavingsSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavingsSettings"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setSavingsSettings: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that was read; the change is refused (412) when the resource has changed since */
                "if-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    currency: string;
                    /**
                     * @description off the list price
                     * @default 0
                     */
                    discount_percent?: number;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavingsSettings"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSchedules: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Schedule"][];
                        next_cursor: string | null;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createSchedule: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1–200 visible ASCII characters. The same key with the same request gets the first answer again, for 24 hours */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @default false */
                    apply_now?: boolean;
                    /** @description calendars whose dates are exceptions of the schedule too; its own win, then the calendar named first */
                    calendar_ids?: string[];
                    /** @default true */
                    enabled?: boolean;
                    /** @default [] */
                    exceptions?: {
                        /** @description YYYY-MM-DD in the zone of the schedule */
                        date?: string;
                        /** @description YYYY-MM-DD in the zone of the schedule */
                        from?: string;
                        /** @enum {string} */
                        state?: "on" | "off";
                        /** @description YYYY-MM-DD in the zone of the schedule */
                        to?: string;
                        windows?: {
                            /** @description HH:MM on the clock of the zone, 00:00 to 23:59; an end may be 24:00 */
                            end: string;
                            /** @description HH:MM on the clock of the zone, 00:00 to 23:59; an end may be 24:00 */
                            start: string;
                        }[];
                    }[];
                    /**
                     * @description wanted inside the windows
                     * @default on
                     * @enum {string}
                     */
                    inside?: "on" | "off" | "none";
                    /**
                     * @description how machines are stopped; hibernate: those that can, the others are deallocated
                     * @default deallocate
                     * @enum {string}
                     */
                    mode?: "deallocate" | "hibernate";
                    name: string;
                    /** @default {} */
                    notify?: {
                        /** @description so long before a stop those who asked for it are told */
                        before_stop_minutes?: number;
                    };
                    on_manual_change?: ("keep" | "enforce") | {
                        /** @description keep_for: how long, before the wanted state is set again */
                        minutes?: number;
                        /** @enum {string} */
                        policy: "keep" | "keep_for" | "enforce";
                    };
                    /** @default [] */
                    one_shots?: {
                        /** @description an instant with its offset */
                        at?: string;
                        /** @description YYYY-MM-DDTHH:MM on the clock of the zone */
                        local_at?: string;
                        /** @enum {string} */
                        state: "on" | "off";
                    }[];
                    order?: {
                        /**
                         * @description between the end of this step and the next
                         * @default 0
                         */
                        delay_seconds?: number;
                        machine_ids?: string[];
                        tags?: {
                            [key: string]: string;
                        };
                        /**
                         * @description the next step waits until the machines of this one are in the state
                         * @default true
                         */
                        wait_for_running?: boolean;
                    }[];
                    /**
                     * @description sizes to try, in this order, when the cloud has no room for a machine’s own at its start; the machine keeps the one with which it started. To set them takes `machine:resize`
                     * @default []
                     */
                    other_sizes?: string[];
                    /**
                     * @description wanted outside; none: start only
                     * @default off
                     * @enum {string}
                     */
                    outside?: "on" | "off" | "none";
                    targets: {
                        /** Format: uuid */
                        connection_id?: string;
                        machine_ids?: string[];
                        resource_group?: string;
                        tags?: {
                            [key: string]: string;
                        };
                    };
                    /**
                     * Format: time-zone
                     * @description IANA name, such as Europe/Paris
                     */
                    time_zone: string;
                    /** @default [] */
                    weekly?: {
                        days?: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
                        /** @description HH:MM on the clock of the zone, 00:00 to 23:59; an end may be 24:00 */
                        end: string;
                        month_days?: number[];
                        months?: number[];
                        nth?: {
                            /** @enum {string} */
                            day: "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";
                            /** @description 1 to 5, or -1: the last */
                            n: number;
                        }[];
                        /** @description HH:MM on the clock of the zone, 00:00 to 23:59; an end may be 24:00 */
                        start: string;
                    }[];
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedSchedule"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSchedule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                schedule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schedule"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replaceSchedule: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that was read; the change is refused (412) when the resource has changed since */
                "if-match"?: string;
            };
            path: {
                schedule_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @default false */
                    apply_now?: boolean;
                    /** @description calendars whose dates are exceptions of the schedule too; its own win, then the calendar named first */
                    calendar_ids?: string[];
                    /** @default true */
                    enabled?: boolean;
                    /** @default [] */
                    exceptions?: {
                        /** @description YYYY-MM-DD in the zone of the schedule */
                        date?: string;
                        /** @description YYYY-MM-DD in the zone of the schedule */
                        from?: string;
                        /** @enum {string} */
                        state?: "on" | "off";
                        /** @description YYYY-MM-DD in the zone of the schedule */
                        to?: string;
                        windows?: {
                            /** @description HH:MM on the clock of the zone, 00:00 to 23:59; an end may be 24:00 */
                            end: string;
                            /** @description HH:MM on the clock of the zone, 00:00 to 23:59; an end may be 24:00 */
                            start: string;
                        }[];
                    }[];
                    /**
                     * @description wanted inside the windows
                     * @default on
                     * @enum {string}
                     */
                    inside?: "on" | "off" | "none";
                    /**
                     * @description how machines are stopped; hibernate: those that can, the others are deallocated
                     * @default deallocate
                     * @enum {string}
                     */
                    mode?: "deallocate" | "hibernate";
                    name: string;
                    /** @default {} */
                    notify?: {
                        /** @description so long before a stop those who asked for it are told */
                        before_stop_minutes?: number;
                    };
                    on_manual_change?: ("keep" | "enforce") | {
                        /** @description keep_for: how long, before the wanted state is set again */
                        minutes?: number;
                        /** @enum {string} */
                        policy: "keep" | "keep_for" | "enforce";
                    };
                    /** @default [] */
                    one_shots?: {
                        /** @description an instant with its offset */
                        at?: string;
                        /** @description YYYY-MM-DDTHH:MM on the clock of the zone */
                        local_at?: string;
                        /** @enum {string} */
                        state: "on" | "off";
                    }[];
                    order?: {
                        /**
                         * @description between the end of this step and the next
                         * @default 0
                         */
                        delay_seconds?: number;
                        machine_ids?: string[];
                        tags?: {
                            [key: string]: string;
                        };
                        /**
                         * @description the next step waits until the machines of this one are in the state
                         * @default true
                         */
                        wait_for_running?: boolean;
                    }[];
                    /**
                     * @description sizes to try, in this order, when the cloud has no room for a machine’s own at its start; the machine keeps the one with which it started. To set them takes `machine:resize`
                     * @default []
                     */
                    other_sizes?: string[];
                    /**
                     * @description wanted outside; none: start only
                     * @default off
                     * @enum {string}
                     */
                    outside?: "on" | "off" | "none";
                    targets: {
                        /** Format: uuid */
                        connection_id?: string;
                        machine_ids?: string[];
                        resource_group?: string;
                        tags?: {
                            [key: string]: string;
                        };
                    };
                    /**
                     * Format: time-zone
                     * @description IANA name, such as Europe/Paris
                     */
                    time_zone: string;
                    /** @default [] */
                    weekly?: {
                        days?: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
                        /** @description HH:MM on the clock of the zone, 00:00 to 23:59; an end may be 24:00 */
                        end: string;
                        month_days?: number[];
                        months?: number[];
                        nth?: {
                            /** @enum {string} */
                            day: "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";
                            /** @description 1 to 5, or -1: the last */
                            n: number;
                        }[];
                        /** @description HH:MM on the clock of the zone, 00:00 to 23:59; an end may be 24:00 */
                        start: string;
                    }[];
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedSchedule"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteSchedule: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that was read; the change is refused (412) when the resource has changed since */
                "if-match"?: string;
            };
            path: {
                schedule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listScheduleOverrides: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                schedule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Override"][];
                        next_cursor: string | null;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createScheduleOverride: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1–200 visible ASCII characters. The same key with the same request gets the first answer again, for 24 hours */
                "idempotency-key"?: string;
            };
            path: {
                schedule_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: date-time
                     * @description without it, or in the past: now
                     */
                    from?: string;
                    reason?: string;
                    /**
                     * @description none: hands off
                     * @enum {string}
                     */
                    state: "on" | "off" | "none";
                    /**
                     * Format: date-time
                     * @description with override:write alone at most 24 hours from now; with schedule:write too, 31 days from its beginning
                     */
                    until: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Override"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    endScheduleOverride: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                override_id: string;
                schedule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listUpcoming: {
        parameters: {
            query?: {
                /** @description without it: two weeks */
                to?: string;
            };
            header?: never;
            path: {
                schedule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upcoming"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    importSchedule: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string;
                    text: string;
                    /**
                     * Format: time-zone
                     * @description IANA name, such as Europe/Paris
                     */
                    time_zone: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportedSchedule"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    previewSchedule: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: date-time */
                    from: string;
                    /** @default [] */
                    overrides?: {
                        /** Format: date-time */
                        from?: string;
                        /** @enum {string} */
                        state: "on" | "off" | "none";
                        /** Format: date-time */
                        until?: string;
                    }[];
                    schedule: {
                        /** @description taken and left aside: a preview changes nothing */
                        apply_now?: boolean;
                        /** @description calendars whose dates are exceptions of the schedule too; its own win, then the calendar named first */
                        calendar_ids?: string[];
                        /** @default true */
                        enabled?: boolean;
                        /** @default [] */
                        exceptions?: {
                            /** @description YYYY-MM-DD in the zone of the schedule */
                            date?: string;
                            /** @description YYYY-MM-DD in the zone of the schedule */
                            from?: string;
                            /** @enum {string} */
                            state?: "on" | "off";
                            /** @description YYYY-MM-DD in the zone of the schedule */
                            to?: string;
                            windows?: {
                                /** @description HH:MM on the clock of the zone, 00:00 to 23:59; an end may be 24:00 */
                                end: string;
                                /** @description HH:MM on the clock of the zone, 00:00 to 23:59; an end may be 24:00 */
                                start: string;
                            }[];
                        }[];
                        /**
                         * @description wanted inside the windows
                         * @default on
                         * @enum {string}
                         */
                        inside?: "on" | "off" | "none";
                        /**
                         * @description how machines are stopped; hibernate: those that can, the others are deallocated
                         * @default deallocate
                         * @enum {string}
                         */
                        mode?: "deallocate" | "hibernate";
                        name?: string;
                        /** @default {} */
                        notify?: {
                            /** @description so long before a stop those who asked for it are told */
                            before_stop_minutes?: number;
                        };
                        on_manual_change?: ("keep" | "enforce") | {
                            /** @description keep_for: how long, before the wanted state is set again */
                            minutes?: number;
                            /** @enum {string} */
                            policy: "keep" | "keep_for" | "enforce";
                        };
                        /** @default [] */
                        one_shots?: {
                            /** @description an instant with its offset */
                            at?: string;
                            /** @description YYYY-MM-DDTHH:MM on the clock of the zone */
                            local_at?: string;
                            /** @enum {string} */
                            state: "on" | "off";
                        }[];
                        order?: {
                            /**
                             * @description between the end of this step and the next
                             * @default 0
                             */
                            delay_seconds?: number;
                            machine_ids?: string[];
                            tags?: {
                                [key: string]: string;
                            };
                            /**
                             * @description the next step waits until the machines of this one are in the state
                             * @default true
                             */
                            wait_for_running?: boolean;
                        }[];
                        /**
                         * @description sizes to try, in this order, when the cloud has no room for a machine’s own at its start; the machine keeps the one with which it started. To set them takes `machine:resize`
                         * @default []
                         */
                        other_sizes?: string[];
                        /**
                         * @description wanted outside; none: start only
                         * @default off
                         * @enum {string}
                         */
                        outside?: "on" | "off" | "none";
                        targets?: {
                            /** Format: uuid */
                            connection_id?: string;
                            machine_ids?: string[];
                            resource_group?: string;
                            tags?: {
                                [key: string]: string;
                            };
                        };
                        /**
                         * Format: time-zone
                         * @description IANA name, such as Europe/Paris
                         */
                        time_zone: string;
                        /** @default [] */
                        weekly?: {
                            days?: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
                            /** @description HH:MM on the clock of the zone, 00:00 to 23:59; an end may be 24:00 */
                            end: string;
                            month_days?: number[];
                            months?: number[];
                            nth?: {
                                /** @enum {string} */
                                day: "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";
                                /** @description 1 to 5, or -1: the last */
                                n: number;
                            }[];
                            /** @description HH:MM on the clock of the zone, 00:00 to 23:59; an end may be 24:00 */
                            start: string;
                        }[];
                    };
                    /**
                     * Format: uuid
                     * @description the schedule that it would replace
                     */
                    schedule_id?: string;
                    /** Format: date-time */
                    to: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SchedulePreview"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Session"][];
                        next_cursor: string | null;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: email */
                    email: string;
                    password: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        challenge?: string;
                        methods?: ("totp" | "recovery_code" | "passkey")[];
                        /** @description the password has fewer than 15 characters: nothing of a team is reached before a second factor is set up */
                        second_factor_needed?: boolean;
                        /** @enum {string} */
                        status: "authenticated" | "mfa_required";
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    endOtherSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCurrentSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CurrentSession"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    selectTeam: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    team_id: string | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    signInWithSecondFactor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    challenge: string;
                    recovery_code?: string;
                    totp?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        challenge?: string;
                        methods?: ("totp" | "recovery_code" | "passkey")[];
                        /** @description the password has fewer than 15 characters: nothing of a team is reached before a second factor is set up */
                        second_factor_needed?: boolean;
                        /** @enum {string} */
                        status: "authenticated" | "mfa_required";
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    signInWithPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    challenge?: string;
                    passkey_challenge: string;
                    response: {
                        authenticatorAttachment?: string | null;
                        /** @default {} */
                        clientExtensionResults?: {
                            [key: string]: unknown;
                        };
                        id: string;
                        rawId: string;
                        response: {
                            authenticatorData: string;
                            clientDataJSON: string;
                            signature: string;
                            userHandle?: string | null;
                        };
                        /** @enum {string} */
                        type: "public-key";
                    };
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        challenge?: string;
                        methods?: ("totp" | "recovery_code" | "passkey")[];
                        /** @description the password has fewer than 15 characters: nothing of a team is reached before a second factor is set up */
                        second_factor_needed?: boolean;
                        /** @enum {string} */
                        status: "authenticated" | "mfa_required";
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    beginPasskeySignIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    challenge?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description PublicKeyCredentialRequestOptionsJSON */
                        options: {
                            [key: string]: unknown;
                        };
                        passkey_challenge: string;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stepUp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    passkey_challenge?: string;
                    password?: string;
                    response?: {
                        authenticatorAttachment?: string | null;
                        /** @default {} */
                        clientExtensionResults?: {
                            [key: string]: unknown;
                        };
                        id: string;
                        rawId: string;
                        response: {
                            authenticatorData: string;
                            clientDataJSON: string;
                            signature: string;
                            userHandle?: string | null;
                        };
                        /** @enum {string} */
                        type: "public-key";
                    };
                    totp?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    beginStepUp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description PublicKeyCredentialRequestOptionsJSON */
                        options: {
                            [key: string]: unknown;
                        };
                        passkey_challenge: string;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTeams: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["OwnTeam"][];
                        next_cursor: string | null;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    foundTeam: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1–200 visible ASCII characters. The same key with the same request gets the first answer again, for 24 hours */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Team"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTeam: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                team_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Team"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteTeam: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that was read; the change is refused (412) when the resource has changed since */
                "if-match"?: string;
            };
            path: {
                team_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateTeam: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that was read; the change is refused (412) when the resource has changed since */
                "if-match"?: string;
            };
            path: {
                team_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description addresses and networks such as 192.0.2.0/24 from which people and clients reach the team; empty: from anywhere */
                    allowed_networks?: string[];
                    name?: string;
                    /** @description people reach the team only after a second factor */
                    second_factor_required?: boolean;
                    /** @description how long a session in the team may be idle; null: as the installation has it */
                    session_idle_seconds?: number | null;
                    /** @description how old a session in the team may get; null: as the installation has it */
                    session_seconds?: number | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Team"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    previewTeamDeletion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                team_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        kept: {
                            /** @description counted to 1,000,000; they stay verifiable */
                            audit_entries: number;
                        };
                        lost: {
                            aircraft: number;
                            /** @description in force; they are revoked */
                            certificates: number;
                            clients: number;
                            /** @description to clouds; their keys are destroyed, and the machines stay as they are */
                            connections: number;
                            /** @description counted to 1,000,000; nobody can read them any more, and their retention ends them */
                            events: number;
                            /** @description open ones */
                            invitations: number;
                            /** @description that nobody switches any more */
                            machines: number;
                            members: number;
                            roles: number;
                            schedules: number;
                        };
                        name: string;
                        /** Format: uuid */
                        team_id: string;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listInvitations: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                team_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Invitation"][];
                        next_cursor: string | null;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    invite: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1–200 visible ASCII characters. The same key with the same request gets the first answer again, for 24 hours */
                "idempotency-key"?: string;
            };
            path: {
                team_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: email */
                    email: string;
                    /** @description standard roles by name, the team’s own by id */
                    roles: (("owner" | "admin" | "operator" | "contributor" | "reader" | "auditor" | "aircraft_standard" | "aircraft_premium" | "ground_control" | "maintenance" | "service") | string)[];
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitation"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                invitation_id: string;
                team_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listMembers: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                team_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Member"][];
                        next_cursor: string | null;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account_id: string;
                team_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeMember: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that was read; the change is refused (412) when the resource has changed since */
                "if-match"?: string;
            };
            path: {
                account_id: string;
                team_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateMember: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that was read; the change is refused (412) when the resource has changed since */
                "if-match"?: string;
            };
            path: {
                account_id: string;
                team_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description standard roles by name, the team’s own by id */
                    roles: (("owner" | "admin" | "operator" | "contributor" | "reader" | "auditor" | "aircraft_standard" | "aircraft_premium" | "ground_control" | "maintenance" | "service") | string)[];
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    explainMemberPermissions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account_id: string;
                team_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        account_id: string;
                        obstacles: {
                            detail: string;
                            /** @description the code with which calls are answered */
                            problem: string;
                        }[];
                        permissions: {
                            description: string;
                            name: string;
                            /** @description the roles that give it */
                            roles: string[];
                        }[];
                        /** @description roles that do not exist (any more): they give nothing */
                        unknown_roles: string[];
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listWithoutSecondFactor: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                team_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        count: number;
                        /** @description the first hundred by name */
                        people: {
                            /** Format: uuid */
                            account_id: string;
                            email: string;
                            name: string;
                        }[];
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ingestBatch: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description events, see TelemetryEvent */
        requestBody: {
            content: {
                "application/json": unknown[];
                "application/x-ndjson": unknown[];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        conflict: number;
                        created: number;
                        duplicate: number;
                        rejected: number;
                        results: {
                            code?: string;
                            errors?: {
                                detail: string;
                                pointer: string;
                            }[];
                            /** Format: uuid */
                            event_id?: string;
                            index: number;
                            /** @description 201 created, 200 duplicate, or the status a single call would have had */
                            status: number;
                        }[];
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    countEvents: {
        parameters: {
            query?: {
                from?: string;
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** Format: uuid */
                            aircraft_id: string;
                            count: number;
                        }[];
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listEvents: {
        parameters: {
            query?: {
                aircraft_id?: string;
                cursor?: string;
                from?: string;
                limit?: number;
                /** @description of each aircraft; a cursor goes on in the order that it came with */
                order?: "oldest" | "newest";
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["StoredEvent"][];
                        next_cursor: string | null;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                aircraft_id: string;
                event_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredEvent"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    proveEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                aircraft_id: string;
                event_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        batch: {
                            index: number;
                            proof: string[];
                            size: number;
                        };
                        checkpoint: string;
                        /** @description the audit entry that holds the root of the batch */
                        entry: {
                            [key: string]: unknown;
                        };
                        inclusion: {
                            index: number;
                            proof: string[];
                            tree_size: number;
                        };
                        /** @description the stored record, as it was hashed */
                        record: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ingestEvent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TelemetryEventInput"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        event_id: string;
                        /** @enum {string} */
                        status: "created" | "duplicate";
                    };
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        event_id: string;
                        /** @enum {string} */
                        status: "created" | "duplicate";
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPositions: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** Format: uuid */
                            aircraft_id: string;
                            altitude: number | null;
                            callsign: string | null;
                            implausible: boolean;
                            lat: number;
                            lon: number;
                            on_ground: boolean | null;
                            registration: string;
                            speed: number | null;
                            track: number | null;
                            /** Format: date-time */
                            ts: string;
                            vertical_rate: number | null;
                        }[];
                        next_cursor: string | null;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    streamEvents: {
        parameters: {
            query?: {
                aircraft_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description text/event-stream */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTrack: {
        parameters: {
            query?: {
                from?: string;
                /** @description at most so many, spread evenly over the time asked for */
                points?: number;
                to?: string;
            };
            header?: never;
            path: {
                aircraft_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        aircraft_id: string;
                        /** Format: date-time */
                        from: string;
                        points: {
                            altitude: number | null;
                            implausible: boolean;
                            lat: number;
                            lon: number;
                            speed: number | null;
                            track: number | null;
                            /** Format: date-time */
                            ts: string;
                            vertical_rate: number | null;
                        }[];
                        /** Format: date-time */
                        to: string;
                        /** @description positions in that time before thinning */
                        total: number;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTimeZones: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: string[];
                        next_cursor: null;
                        zones: components["schemas"]["TimeZone"][];
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCurrentWeather: {
        parameters: {
            query: {
                /** @description language of `condition.text`; English where there is no translation */
                lang?: string;
                /** @description degrees north */
                lat: number;
                /** @description degrees east */
                lon: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CurrentWeather"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMetar: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                icao: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Metar"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getNearestMetar: {
        parameters: {
            query?: {
                /** @description whose last position counts; an aircraft may leave it out */
                aircraft_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NearestMetar"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTaf: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                icao: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Taf"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
