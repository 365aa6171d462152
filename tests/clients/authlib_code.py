"""Authlib: code with PKCE, refresh, introspection and revocation, by each way to prove itself."""

import json
import sys

from authlib.common.security import generate_token
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import ClientSecretJWT, PrivateKeyJWT
from authlib.oidc.core import CodeIDToken
from authlib.oidc.discovery import OpenIDProviderMetadata, get_well_known_url
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
import requests

import browser

CALLBACK = "https://app.example/callback"

facts = json.loads(sys.argv[1])
http = requests.Session()
http.trust_env = False
metadata = OpenIDProviderMetadata(http.get(get_well_known_url(facts["issuer"], external=True)).json())
# Authlib wants https of a provider, which this one has not got at 127.0.0.1.
for rule in ("validate_subject_types_supported", "validate_response_types_supported",
             "validate_id_token_signing_alg_values_supported", "validate_scopes_supported"):
    getattr(metadata, rule)()
keys = KeySet.import_key_set(http.get(metadata["jwks_uri"]).json())
key = ECKey.generate_key("P-256", {"kid": "one", "use": "sig"})


def register(method, **more):
    """Registers an application (RFC 7591) and gives a session of it."""
    wanted = {
        "client_name": "Test application",
        "redirect_uris": [CALLBACK],
        "grant_types": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_method": method,
        **more,
    }
    answer = http.post(metadata["registration_endpoint"], json=wanted)
    assert answer.status_code == 201, answer.text
    registered = answer.json()
    is_keyed = method == "private_key_jwt"
    session = OAuth2Session(
        registered["client_id"],
        key if is_keyed else registered.get("client_secret"),
        scope="openid profile email",
        redirect_uri=CALLBACK,
        code_challenge_method="S256",
        token_endpoint_auth_method=method,
        revocation_endpoint_auth_method=method,
        default_timeout=browser.LIMIT_SECONDS,
    )
    session.trust_env = False
    session.register_client_auth_method(PrivateKeyJWT(metadata["token_endpoint"], alg="ES256"))
    session.register_client_auth_method(ClientSecretJWT(metadata["token_endpoint"]))
    return session


def fetch(session):
    """From an authorization request to tokens and the claims of the verified ID token."""
    verifier, nonce = generate_token(48), generate_token(20)
    url, state = session.create_authorization_url(
        metadata["authorization_endpoint"], code_verifier=verifier, nonce=nonce
    )
    answer = browser.authorize(facts["base_url"], url, facts["user"])
    token = session.fetch_token(
        metadata["token_endpoint"], authorization_response=answer, state=state, code_verifier=verifier
    )
    parsed = jwt.decode(token["id_token"], keys, algorithms=metadata["id_token_signing_alg_values_supported"])
    options = {"iss": {"value": facts["issuer"]}, "aud": {"value": session.client_id}}
    params = {"nonce": nonce, "client_id": session.client_id, "access_token": token["access_token"]}
    claims = CodeIDToken(parsed.claims, parsed.header, options, params)
    claims.validate(leeway=5)
    return token, claims


def active(session, token):
    answer = session.introspect_token(metadata["introspection_endpoint"], token=token)
    assert answer.status_code == 200, answer.text
    return answer.json()["active"]


for method, more in [
    ("client_secret_basic", {}),
    ("client_secret_post", {"id_token_signed_response_alg": "PS256"}),
    ("client_secret_jwt", {"id_token_signed_response_alg": "EdDSA"}),
    ("private_key_jwt", {"jwks": {"keys": [key.as_dict(private=False)]}, "id_token_signed_response_alg": "ES256"}),
    ("none", {}),
]:
    session = register(method, **more)
    token, claims = fetch(session)
    person = session.get(metadata["userinfo_endpoint"]).json()
    assert (person["sub"], person["email"]) == (claims["sub"], "demo@example.test"), person

    renewed = session.refresh_token(metadata["token_endpoint"], refresh_token=token["refresh_token"])
    assert renewed["access_token"] != token["access_token"]
    if method != "none":  # whoever asks proves itself (RFC 7662 section 2.1)
        assert active(session, renewed["access_token"])
    session.revoke_token(metadata["revocation_endpoint"], token=renewed["refresh_token"]).raise_for_status()
    if method != "none":
        assert not active(session, renewed["access_token"])
    try:
        session.refresh_token(metadata["token_endpoint"], refresh_token=renewed["refresh_token"])
    except OAuthError as error:
        assert error.error == "invalid_grant", error
    else:
        raise AssertionError("a revoked token was refreshed")

machine = facts["machine"]
with OAuth2Session(machine["client_id"], machine["client_secret"], scope="demo/read") as session:
    session.trust_env = False
    token = session.fetch_token(metadata["token_endpoint"], grant_type="client_credentials")
    assert token["token_type"] == "Bearer", token
