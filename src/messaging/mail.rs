//! Mail by SMTP (RFC 5321), as multipart/alternative, over pooled connections.

use std::error::Error;

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Tokio1Executor,
    message::{
        Mailbox, Message, MultiPart,
        header::{HeaderName, HeaderValue},
    },
    transport::smtp::{
        PoolConfig,
        authentication::Credentials,
        client::{Tls, TlsParameters},
    },
};
use secrecy::ExposeSecret;

use super::Rendered;
use crate::config::{self, Encryption};
use crate::model;

/// The most connections to the mail server at once.
const MOST_CONNECTIONS: u32 = 4;

/// Says that no person wrote the message (RFC 3834 section 5).
const AUTO_SUBMITTED: &str = "Auto-Submitted";

/// Why a message was not delivered; the words name neither the address nor the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// No further attempt will do better (RFC 5321 section 4.2.1, replies 5yz).
    #[error("mail refused for good: {0}")]
    Permanent(String),
    /// A later attempt may do better.
    #[error("mail not delivered: {0}")]
    Transient(String),
}

/// A mail server.
#[derive(Debug, Clone)]
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Smtp {
    pub(super) fn new(config: &config::Mail) -> Result<Self, MailError> {
        let permanent = |error: &dyn Error| MailError::Permanent(error.to_string());
        let from = config.from.parse().map_err(|error| permanent(&error))?;
        let smtp = &config.smtp;
        let host = smtp.host.as_deref().unwrap_or("localhost");
        let parameters = || TlsParameters::new(host.to_owned()).map_err(|error| permanent(&error));
        let tls = match smtp.encryption {
            Encryption::Starttls => Tls::Required(parameters()?),
            Encryption::Tls => Tls::Wrapper(parameters()?),
            Encryption::None => Tls::None,
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
            .port(smtp.port)
            .tls(tls)
            .timeout(Some(smtp.timeout))
            .pool_config(PoolConfig::new().max_size(MOST_CONNECTIONS));
        if let (Some(username), Some(password)) = (&smtp.username, &smtp.password) {
            let password = password.expose_secret().to_owned();
            builder = builder.credentials(Credentials::new(username.clone(), password));
        }
        Ok(Self { transport: builder.build(), from })
    }

    pub(super) async fn send(
        &self,
        id: &str,
        to: &str,
        rendered: &Rendered,
    ) -> Result<(), MailError> {
        let message = compose(&self.from, id, to, rendered)?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            Err(error) => Err(classify(&error)),
        }
    }
}

fn compose(from: &Mailbox, id: &str, to: &str, rendered: &Rendered) -> Result<Message, MailError> {
    for text in [id, to, rendered.subject.as_str()] {
        if text.chars().any(char::is_control) {
            return Err(MailError::Permanent("a header would hold a control character".to_owned()));
        }
    }
    let to = to
        .parse()
        .map(|address| Mailbox::new(None, address))
        .map_err(|_| MailError::Permanent("the address is not one".to_owned()))?;
    let from = match &rendered.from {
        Some(from) => mailbox(from)?,
        None => from.clone(),
    };
    let auto_submitted = HeaderValue::new(
        HeaderName::new_from_ascii_str(AUTO_SUBMITTED),
        "auto-generated".to_owned(),
    );
    let mut builder = Message::builder()
        .message_id(Some(format!("<{id}@{}>", from.email.domain())))
        .from(from)
        .to(to)
        .subject(rendered.subject.as_str())
        .raw_header(auto_submitted);
    if let Some(reply_to) = &rendered.reply_to {
        builder = builder.reply_to(mailbox(reply_to)?);
    }
    builder
        .multipart(MultiPart::alternative_plain_html(rendered.text.clone(), rendered.html.clone()))
        .map_err(|error| MailError::Permanent(error.to_string()))
}

fn mailbox(mailbox: &model::Mailbox) -> Result<Mailbox, MailError> {
    let address = mailbox.address().as_str().parse();
    let address =
        address.map_err(|_| MailError::Permanent("the pool's sender is none".to_owned()))?;
    Ok(Mailbox::new(mailbox.name().map(str::to_owned), address))
}

/// Only the reply's code is told: its words may repeat the address.
fn classify(error: &lettre::transport::smtp::Error) -> MailError {
    match error.status() {
        Some(code) if error.is_permanent() => MailError::Permanent(format!("reply {code}")),
        Some(code) => MailError::Transient(format!("reply {code}")),
        None => MailError::Transient(because(error)),
    }
}

fn because(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use std::{
        io::{BufRead, BufReader, Write},
        net::{TcpListener, TcpStream},
        thread::JoinHandle,
        time::Duration,
    };

    use crate::config::{Config, Mail, MailTransport};

    use super::*;

    fn rendered() -> Rendered {
        Rendered {
            from: None,
            reply_to: None,
            subject: "123456 is your code for Café".to_owned(),
            text: "Your code is 123456.\n.\nEnd".to_owned(),
            html: "<p>Your code is <b>123456</b>.</p>".to_owned(),
            codes: vec!["123456".to_owned()],
            links: Vec::new(),
        }
    }

    fn from() -> Mailbox {
        "Gatehouse <no-reply@id.example.com>".parse().unwrap()
    }

    fn config(port: u16) -> Mail {
        let base_url = "http://localhost:9080".parse().unwrap();
        let mut mail = Config::development(base_url, Vec::new(), "data".as_ref(), &[0; 32]).mail;
        mail.transport = MailTransport::Smtp;
        mail.smtp.host = Some("127.0.0.1".to_owned());
        mail.smtp.port = port;
        mail.smtp.encryption = Encryption::None;
        mail.smtp.timeout = Duration::from_secs(5);
        mail
    }

    /// A mail server for one connection that answers `after_data`; yields what it was sent.
    fn server(after_data: &'static str) -> (u16, JoinHandle<String>) {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let conversation = std::thread::spawn(move || {
            let (stream, _) = listener.accept().unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
            converse(stream, after_data)
        });
        (port, conversation)
    }

    fn converse(mut stream: TcpStream, after_data: &str) -> String {
        let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
        let mut message = String::new();
        stream.write_all(b"220 test\r\n").unwrap();
        while let Some(Ok(line)) = lines.next() {
            let reply = match line.get(..4).unwrap_or_default() {
                "DATA" => {
                    stream.write_all(b"354 go on\r\n").unwrap();
                    for line in lines.by_ref().map_while(Result::ok).take_while(|l| l != ".") {
                        message.push_str(&line);
                        message.push('\n');
                    }
                    stream.write_all(format!("{after_data}\r\n").as_bytes()).unwrap();
                    break;
                }
                _ => "250 fine",
            };
            stream.write_all(format!("{reply}\r\n").as_bytes()).unwrap();
        }
        message
    }

    async fn send(after_data: &'static str) -> (Result<(), MailError>, String) {
        let (port, conversation) = server(after_data);
        let smtp = Smtp::new(&config(port)).unwrap();
        let result = smtp.send("job-7", "ada@example.com", &rendered()).await;
        (result, conversation.join().unwrap())
    }

    #[tokio::test]
    async fn a_mail_arrives_with_both_texts_and_a_stable_id() {
        let (result, first) = send("250 queued").await;
        assert_eq!(result, Ok(()));
        for part in [
            "From: Gatehouse <no-reply@localhost>",
            "To: ada@example.com",
            "Message-ID: <job-7@localhost>",
            "Auto-Submitted: auto-generated",
            "Content-Type: multipart/alternative;",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Type: text/html; charset=utf-8",
            "Date: ",
            "\n..\nEnd",
        ] {
            assert!(first.contains(part), "{part:?} in {first}");
        }
        assert!(first.find("text/plain") < first.find("text/html"), "the best part is last");
        let (_, again) = send("250 queued").await;
        let id = |mail: &str| mail.lines().find(|l| l.starts_with("Message-ID")).map(str::to_owned);
        assert_eq!(id(&first), id(&again));
    }

    #[test]
    fn a_pool_has_a_sender_of_its_own() {
        let read = |text: &str| Some(text.parse().unwrap());
        let own = Rendered {
            from: read("Café Łódź, Ltd. <hello@northwind.example>"),
            reply_to: read("Help, please <help@northwind.example>"),
            ..rendered()
        };
        let mail = compose(&from(), "7", "ada@example.com", &own).unwrap();
        let mail = String::from_utf8(mail.formatted()).unwrap();
        for part in [
            "From: =?utf-8?b?",
            " <hello@northwind.example>\r\n",
            "Reply-To: =?utf-8?b?SGVscCwgcGxlYXNl?= <help@northwind.example>\r\n",
            "Message-ID: <7@northwind.example>\r\n",
        ] {
            assert!(mail.contains(part), "{part:?} in {mail}");
        }
        assert!(!mail.contains("id.example.com"), "{mail}");
    }

    #[tokio::test]
    async fn replies_say_whether_to_try_again() {
        let (refused, _) = send("554 no ada@example.com here").await;
        assert_eq!(refused, Err(MailError::Permanent("reply 554".to_owned())));
        let (busy, _) = send("451 later").await;
        assert_eq!(busy, Err(MailError::Transient("reply 451".to_owned())));
    }

    #[tokio::test]
    async fn a_server_that_is_down_is_worth_another_attempt() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let result = Smtp::new(&config(port)).unwrap().send("1", "a@b.example", &rendered()).await;
        assert!(matches!(result, Err(MailError::Transient(_))), "{result:?}");
    }

    #[test]
    fn no_header_can_be_added_from_outside() {
        let attack = "a@b.example\r\nBcc: everybody@b.example";
        let subject = Rendered { subject: "Hello\r\nBcc: x@b.example".to_owned(), ..rendered() };
        for result in [
            compose(&from(), "1", attack, &rendered()),
            compose(&from(), "1>\r\nBcc: x@b.example", "a@b.example", &rendered()),
            compose(&from(), "1", "a@b.example", &subject),
            compose(&from(), "1", "a@b.example, c@d.example", &rendered()),
        ] {
            assert!(matches!(result, Err(MailError::Permanent(_))));
        }
    }
}
