//! The two statements of the refresh grant, each for many requests at once: the path on which a
//! busy server spends its time. One rotates and reads in one step; one only reads, for whatever is
//! not the common case.

use std::collections::HashMap;
use std::sync::LazyLock;

use sqlx::{AssertSqlSafe, FromRow};

use super::batch::{Batch, SIZES, filled, rows, size_for};
use super::db::{Db, on_db};
use super::families::Row;
use super::{Result, Tx, from_json, parse};
use crate::model::grant::Family;
use crate::model::user::{Preferences, UserStatus};
use crate::model::{ClientId, FamilyId, Instant, PoolId, User};

/// A family with whom its tokens speak of.
#[derive(Debug, Clone)]
pub struct Refreshable {
    /// The family.
    pub family: Family,
    /// The user.
    pub user: User,
    /// The user's groups, the highest rank first.
    pub groups: Vec<String>,
}

/// The present refresh token of a family is to give way to a new one.
#[derive(Debug, Clone)]
pub struct Rotation {
    /// The pool.
    pub pool: PoolId,
    /// The family.
    pub family: FamilyId,
    /// The client that holds the token.
    pub client: ClientId,
    /// The digest of the token that must be the present one.
    pub present: String,
    /// The digest of the new token.
    pub new: String,
    /// When.
    pub now: Instant,
}

/// Finds and rotates token families.
#[derive(Debug)]
pub struct Refreshing {
    finds: Batch<(PoolId, FamilyId), Option<Refreshable>>,
    rotations: Batch<Rotation, Option<Refreshable>>,
}

impl Refreshing {
    /// Starts the tasks that ask `db`.
    pub fn over(db: &Db) -> Self {
        let (readers, writer) = (db.clone(), db.clone());
        Self {
            finds: Batch::start(move |wanted| {
                let db = readers.clone();
                async move { find_all(&mut db.read().await?, &wanted).await }
            }),
            rotations: Batch::start(move |wanted| {
                let db = writer.clone();
                async move { db.write_statement(wanted, |tx, all| Box::pin(rotate_all(tx, all))).await }
            }),
        }
    }

    /// The family of that id in that pool, with its user and the user's groups.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn find(&self, pool: &PoolId, family: &FamilyId) -> Result<Option<Refreshable>> {
        self.finds.ask((pool.clone(), family.clone())).await
    }

    /// Replaces a refresh token, durably, and tells whom the new one speaks of, all in one step; `None`
    /// when it is not the present one, or the family, the client or the user do not fit. Of several
    /// that rotate the same token one succeeds, on one node or on many.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn rotate(&self, rotation: Rotation) -> Result<Option<Refreshable>> {
        self.rotations.ask(rotation).await
    }
}

#[derive(FromRow)]
struct RefreshRow {
    #[sqlx(flatten)]
    family: Row,
    username: String,
    status: String,
    enabled: bool,
    attributes: String,
    user_created_at: i64,
    updated_at: i64,
    group_name: Option<String>,
}

static FIND: LazyLock<Vec<String>> = LazyLock::new(|| {
    let statement = |size| {
        format!(
            "SELECT f.id, f.pool_id, f.client_id, f.user_id, f.scopes, f.authentication, f.digest,
                    f.previous_digest, f.rotated_at, f.created_at, f.expires_at, f.revoked_at,
                    u.username, u.status, u.enabled, u.attributes, u.created_at AS user_created_at,
                    u.updated_at, g.name AS group_name
             FROM (VALUES {}) AS wanted
             JOIN families f ON f.id = wanted.column2 AND f.pool_id = wanted.column1
             JOIN users u ON u.id = f.user_id
             LEFT JOIN group_members m ON m.user_id = u.id AND m.pool_id = u.pool_id
             LEFT JOIN groups g ON g.pool_id = m.pool_id AND g.name = m.group_name
             ORDER BY f.id, CASE WHEN g.precedence IS NULL THEN 1 ELSE 0 END, g.precedence, g.name",
            rows(size, 2, 1)
        )
    };
    SIZES.map(statement).to_vec()
});

/// One row a group, and one where there is none; a family that was asked for twice comes twice.
async fn find_all(tx: &mut Tx, wanted: &[(PoolId, FamilyId)]) -> Result<Vec<Option<Refreshable>>> {
    let size = size_for(wanted.len());
    let found: Vec<RefreshRow> = on_db!(tx, |c| {
        let mut query = sqlx::query_as(AssertSqlSafe(FIND[size].as_str()));
        for (pool, family) in filled(wanted, SIZES[size]) {
            query = query.bind(pool.as_str()).bind(family.as_str());
        }
        query.fetch_all(c).await
    })?;
    let mut families: HashMap<String, Refreshable> = HashMap::with_capacity(wanted.len());
    for row in found {
        let group = row.group_name.clone();
        let refreshable = match families.get_mut(&row.family.id) {
            Some(refreshable) => refreshable,
            None => families.entry(row.family.id.clone()).or_insert(row.into_refreshable()?),
        };
        if let Some(group) = group.filter(|group| !refreshable.groups.contains(group)) {
            refreshable.groups.push(group);
        }
    }
    let of = |(pool, family): &(PoolId, FamilyId)| {
        families.get(family.as_str()).filter(|found| found.family.pool_id == *pool).cloned()
    };
    Ok(wanted.iter().map(of).collect())
}

/// Between the names of groups in one text; no name has it.
const SEPARATOR: &str = "\u{1f}";

/// The user is read in the same statement; `RETURNING` takes no columns of a joined table on SQLite,
/// so each comes by a subquery on the same row.
static ROTATE: LazyLock<Vec<String>> = LazyLock::new(|| {
    let of_user =
        |column: &str| format!("(SELECT {column} FROM users u WHERE u.id = families.user_id)");
    let statement = |size| {
        format!(
            "UPDATE families SET digest = wanted.column5, previous_digest = wanted.column4,
                                 rotated_at = $1
             FROM (VALUES {}) AS wanted
             WHERE families.id = wanted.column2 AND families.pool_id = wanted.column1
               AND families.client_id = wanted.column3 AND families.digest = wanted.column4
               AND families.revoked_at IS NULL AND families.expires_at > $1
               AND EXISTS (SELECT 1 FROM users u WHERE u.id = families.user_id AND u.enabled
                                                   AND u.status IN ($2, 'EXTERNAL_PROVIDER'))
             RETURNING id, pool_id, client_id, user_id, scopes, authentication, digest,
                       previous_digest, rotated_at, created_at, expires_at, revoked_at,
                       {} AS username, {} AS status, {} AS enabled, {} AS attributes,
                       {} AS user_created_at, {} AS updated_at,
                       (SELECT string_agg(g.name, $3 ORDER BY CASE WHEN g.precedence IS NULL THEN 1 ELSE 0 END,
                                                              g.precedence, g.name)
                        FROM group_members m
                        JOIN groups g ON g.pool_id = m.pool_id AND g.name = m.group_name
                        WHERE m.user_id = families.user_id AND m.pool_id = families.pool_id) AS group_name",
            rows(size, 5, 4),
            of_user("username"),
            of_user("status"),
            of_user("enabled"),
            of_user("attributes"),
            of_user("created_at"),
            of_user("updated_at"),
        )
    };
    SIZES.map(statement).to_vec()
});

/// Where several rotate the same token, the row changes once: whose new digest it then has, won.
async fn rotate_all(tx: &mut Tx, wanted: &[Rotation]) -> Result<Vec<Option<Refreshable>>> {
    let size = size_for(wanted.len());
    let now = wanted.iter().map(|rotation| rotation.now).max();
    let rotated: Vec<RefreshRow> = on_db!(tx, |c| {
        let mut query = sqlx::query_as(AssertSqlSafe(ROTATE[size].as_str()));
        query = query.bind(now.map_or(0, Instant::millis));
        query = query.bind(UserStatus::Confirmed.as_str()).bind(SEPARATOR);
        for rotation in filled(wanted, SIZES[size]) {
            query = query
                .bind(rotation.pool.as_str())
                .bind(rotation.family.as_str())
                .bind(rotation.client.key())
                .bind(&rotation.present)
                .bind(&rotation.new);
        }
        query.fetch_all(c).await
    })?;
    let mut by_digest: HashMap<String, Refreshable> = HashMap::with_capacity(rotated.len());
    for row in rotated {
        let groups = row.group_name.clone().unwrap_or_default();
        let mut refreshable = row.into_refreshable()?;
        refreshable.groups =
            groups.split(SEPARATOR).filter(|name| !name.is_empty()).map(String::from).collect();
        by_digest.insert(refreshable.family.digest.clone().unwrap_or_default(), refreshable);
    }
    Ok(wanted.iter().map(|rotation| by_digest.remove(&rotation.new)).collect())
}

impl RefreshRow {
    fn into_refreshable(self) -> Result<Refreshable> {
        let family = self.family.into_family()?;
        let user = User {
            id: family.user_id.clone(),
            pool_id: family.pool_id.clone(),
            username: parse("users.username", &self.username)?,
            status: parse("users.status", &self.status)?,
            enabled: self.enabled,
            attributes: from_json("users.attributes", &self.attributes)?,
            password_hash: None,
            password_expires_at: None,
            preferences: Preferences::default(),
            created_at: Instant::from_millis(self.user_created_at),
            updated_at: Instant::from_millis(self.updated_at),
        };
        Ok(Refreshable { family, user, groups: Vec::new() })
    }
}
