//! The fields of the forms: what they are called, how browsers fill them, what is wrong with them.

use super::frame::{Frame, Identifier};

/// The longest password that is taken, in characters.
pub const PASSWORD_MAXIMUM: usize = 256;

/// Room for a code with spaces or dashes between its digits, in characters.
const CODE_MAXIMUM: usize = 32;

/// One labelled input of a form.
#[derive(Clone, Debug)]
pub struct Field {
    /// The name and id of the input.
    pub name: String,
    /// The label, in the language of the page.
    pub label: String,
    /// What is filled in already; passwords and codes never are.
    pub value: String,
    /// Which kind of input it is.
    pub kind: Kind,
    /// The autofill token (HTML, section autofill), or empty.
    pub autocomplete: &'static str,
    /// Whether the form can do without it.
    pub required: bool,
    /// A line of advice under the label.
    pub hint: Option<String>,
    /// What is wrong with the value.
    pub error: Option<String>,
    /// Whether the summary above the form blames this field together with others.
    pub blamed: bool,
    /// Whether typing starts here.
    pub autofocus: bool,
}

/// How an input is shown and filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Plain text.
    Text,
    /// A name that is typed exactly: no capitals, no spelling help, left to right.
    Name,
    /// A name of that kind that may also be an e-mail address.
    NameOrEmail,
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
    /// A web address.
    Url,
    /// A date.
    Date,
    /// A one-time code.
    Code,
    /// A code that another screen shows, in capitals.
    UserCode,
    /// The password of today.
    Password,
    /// A password to be.
    NewPassword(PasswordRules),
}

/// What the pool asks of a new password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordRules {
    /// The fewest characters.
    pub minimum: usize,
    /// Whether a lower-case letter must be in it.
    pub lowercase: bool,
    /// Whether an upper-case letter must be in it.
    pub uppercase: bool,
    /// Whether a digit must be in it.
    pub digit: bool,
    /// Whether a special character must be in it.
    pub symbol: bool,
}

impl PasswordRules {
    /// Any characters, at least `minimum` of them.
    pub fn at_least(minimum: usize) -> PasswordRules {
        PasswordRules { minimum, lowercase: false, uppercase: false, digit: false, symbol: false }
    }

    /// From how many characters on a password is long, as far as its length alone tells.
    pub fn long(&self) -> usize {
        self.minimum + 6
    }

    /// From how many characters on more make no difference to the eye.
    pub fn longer(&self) -> usize {
        2 * self.minimum.max(6)
    }

    /// The same for password generators, as the value of the attribute `passwordrules`.
    pub fn for_generators(&self) -> String {
        let mut rules = format!("minlength: {}; maxlength: {PASSWORD_MAXIMUM};", self.minimum);
        for (_, class) in self.demands() {
            rules.push_str(&format!(" required: {class};"));
        }
        rules.push_str(" allowed: ascii-printable;");
        rules
    }

    /// The same for people.
    pub fn in_words(&self, frame: &Frame) -> String {
        let minimum = frame.t1("hint-password", "minimum", &self.minimum.to_string());
        let demands: Vec<String> = self.demands().map(|(key, _)| frame.t(key)).collect();
        if demands.is_empty() {
            return minimum;
        }
        let demands = demands.join(&frame.t("list-comma"));
        format!("{minimum} {}", frame.t1("hint-password-demands", "demands", &demands))
    }

    fn demands(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        [
            (self.lowercase, "demand-lowercase", "lower"),
            (self.uppercase, "demand-uppercase", "upper"),
            (self.digit, "demand-digit", "digit"),
            (self.symbol, "demand-symbol", "special"),
        ]
        .into_iter()
        .filter_map(|(wanted, key, class)| wanted.then_some((key, class)))
    }
}

/// The standard attributes (OpenID Connect Core §5.1): name, key of the label, kind, autofill token.
const ATTRIBUTES: [(&str, &str, Kind, &str); 16] = [
    ("address", "field-address", Kind::Text, "street-address"),
    ("birthdate", "field-birthdate", Kind::Date, "bday"),
    ("email", "field-email", Kind::Email, "email"),
    ("family_name", "field-family-name", Kind::Text, "family-name"),
    ("gender", "field-gender", Kind::Text, "sex"),
    ("given_name", "field-given-name", Kind::Text, "given-name"),
    ("locale", "field-locale", Kind::Name, "language"),
    ("middle_name", "field-middle-name", Kind::Text, "additional-name"),
    ("name", "field-name", Kind::Text, "name"),
    ("nickname", "field-nickname", Kind::Text, "nickname"),
    ("phone_number", "field-phone", Kind::Phone, "tel"),
    ("picture", "field-picture", Kind::Url, "photo"),
    ("preferred_username", "field-preferred-username", Kind::Name, "nickname"),
    ("profile", "field-profile", Kind::Url, "off"),
    ("website", "field-website", Kind::Url, "url"),
    ("zoneinfo", "field-zoneinfo", Kind::Name, "off"),
];

/// The key of what an attribute is called, if it has a field of its own.
pub(super) fn label_of(attribute: &str) -> Option<&'static str> {
    ATTRIBUTES.iter().find(|(known, ..)| *known == attribute).map(|(_, label, ..)| *label)
}

/// What a custom attribute is called: its own name.
pub(super) fn plain_name(attribute: &str) -> String {
    attribute.trim_start_matches("custom:").replace('_', " ")
}

impl Field {
    /// The field `username` of a form that asks an existing user who they are.
    pub fn identifier(frame: &Frame, value: &str) -> Field {
        Field { autocomplete: "username webauthn", ..Field::who(frame, frame.identifier, value) }
    }

    /// The field `username` of a form that makes a new user.
    pub fn new_identifier(frame: &Frame, identifier: Identifier, value: &str) -> Field {
        Field { autocomplete: "username", ..Field::who(frame, identifier, value) }
    }

    /// The field `password` of a person who has one.
    pub fn password(frame: &Frame) -> Field {
        Field::empty("password", frame.t("field-password"), Kind::Password, "current-password")
    }

    /// A field for a password that is made now, with the rules beside it.
    pub fn new_password(frame: &Frame, name: &str, rules: PasswordRules) -> Field {
        let label = match name {
            "new_password" => frame.t("field-new-password"),
            _ => frame.t("field-password"),
        };
        let hint = Some(rules.in_words(frame));
        Field { hint, ..Field::empty(name, label, Kind::NewPassword(rules), "new-password") }
    }

    /// The field `code` for a one-time code.
    pub fn code(frame: &Frame) -> Field {
        Field::empty("code", frame.t("field-code"), Kind::Code, "one-time-code")
    }

    /// The field `user_code` for the code that a device shows (RFC 8628 section 3.3).
    pub fn user_code(frame: &Frame, value: &str) -> Field {
        let field = Field::empty("user_code", frame.t("field-user-code"), Kind::UserCode, "off");
        Field { value: value.to_owned(), hint: Some(frame.t("hint-user-code")), ..field }
    }

    /// The field of an attribute; a custom attribute is called by its own name.
    pub fn attribute(frame: &Frame, name: &str, value: &str) -> Field {
        let field = match ATTRIBUTES.iter().find(|(known, ..)| *known == name) {
            Some(&(_, label, kind, autocomplete)) => {
                Field::empty(name, frame.t(label), kind, autocomplete)
            }
            None => Field::empty(name, plain_name(name), Kind::Text, "off"),
        };
        Field { value: value.to_owned(), ..field }
    }

    /// The same field, which the form can do without.
    pub fn optional(self) -> Field {
        Field { required: false, ..self }
    }

    /// The same field with what is wrong with it, if `errors` says so.
    pub fn marked(self, errors: &[FieldError]) -> Field {
        let error = errors.iter().find(|error| error.field == self.name);
        Field { error: error.map(|error| error.text.clone()), ..self }
    }

    /// The value of the attribute `type`.
    pub fn input_type(&self) -> &'static str {
        match self.kind {
            Kind::Text | Kind::Name | Kind::NameOrEmail | Kind::Code | Kind::UserCode => "text",
            Kind::Email => "email",
            Kind::Phone => "tel",
            Kind::Url => "url",
            Kind::Date => "date",
            Kind::Password | Kind::NewPassword(_) => "password",
        }
    }

    /// The value of the attribute `inputmode`, which chooses the keyboard of a phone.
    pub fn input_mode(&self) -> Option<&'static str> {
        match self.kind {
            Kind::Email | Kind::NameOrEmail => Some("email"),
            Kind::Code => Some("numeric"),
            _ => None,
        }
    }

    /// The most characters that the browser takes.
    pub fn max_length(&self) -> Option<usize> {
        match self.kind {
            Kind::Code | Kind::UserCode => Some(CODE_MAXIMUM),
            Kind::Password | Kind::NewPassword(_) => Some(PASSWORD_MAXIMUM),
            _ => None,
        }
    }

    /// What is asked of a new password.
    pub fn password_rules(&self) -> Option<PasswordRules> {
        match self.kind {
            Kind::NewPassword(rules) => Some(rules),
            _ => None,
        }
    }

    /// The value of the attribute `autocapitalize`, where the browser's own habit would do harm.
    pub fn capitals(&self) -> Option<&'static str> {
        match self.kind {
            Kind::UserCode => Some("characters"),
            _ => self.is_exact().then_some("none"),
        }
    }

    /// Whether the value is typed exactly as it is: no capitals, no spelling help.
    pub fn is_exact(&self) -> bool {
        !matches!(self.kind, Kind::Text | Kind::Date)
    }

    /// Whether the value is written from left to right in every language; a password follows the
    /// page, so that it makes room for the button at its end.
    pub fn is_left_to_right(&self) -> bool {
        let password = matches!(self.kind, Kind::Password | Kind::NewPassword(_));
        self.is_exact() && !password
    }

    /// Whether the value was refused.
    pub fn is_invalid(&self) -> bool {
        self.blamed || self.error.is_some()
    }

    /// The ids of what describes the input: its advice, its fault.
    pub fn described_by(&self) -> Option<String> {
        let hint = self.hint.as_ref().map(|_| format!("{}-hint", self.name));
        let error = self.error.as_ref().map(|_| format!("{}-error", self.name));
        let summary = self.blamed.then(|| "error-text".to_owned());
        let ids: Vec<String> = hint.into_iter().chain(error).chain(summary).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn who(frame: &Frame, identifier: Identifier, value: &str) -> Field {
        let (label, kind) = match identifier {
            Identifier::Username => ("field-username", Kind::Name),
            Identifier::Email => ("field-email", Kind::Email),
            Identifier::Phone => ("field-phone", Kind::Phone),
            Identifier::UsernameOrEmail => ("field-username-or-email", Kind::NameOrEmail),
            Identifier::UsernameOrPhone => ("field-username-or-phone", Kind::Name),
            Identifier::Any => ("field-any-identifier", Kind::NameOrEmail),
        };
        let field = Field::empty("username", frame.t(label), kind, "username");
        Field { value: value.to_owned(), ..field }
    }

    fn empty(name: &str, label: String, kind: Kind, autocomplete: &'static str) -> Field {
        Field {
            name: name.to_owned(),
            label,
            value: String::new(),
            kind,
            autocomplete,
            required: true,
            hint: None,
            error: None,
            blamed: false,
            autofocus: false,
        }
    }
}

/// What is wrong with one field, or with the form as a whole where `field` is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The name of the field, which is also its id on the page.
    pub field: String,
    /// What to do about it, in the language of the page.
    pub text: String,
}

/// Why the value of a field is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing was filled in.
    Missing,
    /// It does not have the form of such a value.
    Invalid,
    /// Somebody else has it.
    Taken,
    /// The pool sends nothing to such a number.
    NotServed,
    /// It has more characters than this.
    TooLong(usize),
    /// It has fewer characters than this.
    TooShort(usize),
    /// The password lacks a lower-case letter.
    NoLowercase,
    /// The password lacks an upper-case letter.
    NoUppercase,
    /// The password lacks a digit.
    NoDigit,
    /// The password lacks a special character.
    NoSymbol,
    /// The password is made of names.
    LikeTheName,
    /// The password is one that many people have.
    TooCommon,
    /// The password is too easily guessed.
    TooGuessable,
    /// The password was in use before.
    UsedBefore,
}

impl FieldError {
    /// The fault of a field in words that say what to do.
    pub fn new(frame: &Frame, field: &str, fault: Fault) -> FieldError {
        let text = match fault {
            Fault::Missing => frame.t1("fault-missing", "field", field),
            Fault::Invalid => frame.t1("fault-invalid", "field", field),
            Fault::Taken => frame.t1("fault-taken", "field", field),
            Fault::NotServed => frame.t("fault-not-served"),
            Fault::TooLong(maximum) => frame.t1("fault-too-long", "maximum", &maximum.to_string()),
            Fault::TooShort(minimum) => {
                frame.t1("fault-too-short", "minimum", &minimum.to_string())
            }
            Fault::NoLowercase => frame.t("fault-no-lowercase"),
            Fault::NoUppercase => frame.t("fault-no-uppercase"),
            Fault::NoDigit => frame.t("fault-no-digit"),
            Fault::NoSymbol => frame.t("fault-no-symbol"),
            Fault::LikeTheName => frame.t("fault-like-the-name"),
            Fault::TooCommon => frame.t("fault-too-common"),
            Fault::TooGuessable => frame.t("fault-too-guessable"),
            Fault::UsedBefore => frame.t("fault-used-before"),
        };
        FieldError { field: field.to_owned(), text }
    }
}
