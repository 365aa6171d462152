//! The two statements of the refresh grant, each for many requests at once: the path on which a
//! busy server spends its time.

use std::collections::HashMap;
use std::sync::LazyLock;

use sqlx::{AssertSqlSafe, FromRow};

use super::batch::{Batch, SIZES, rows, size_for};
use super::db::{Db, on_db};
use super::families::Row;
use super::{Result, Tx, from_json, parse};
use crate::model::grant::Family;
use crate::model::{FamilyId, Instant, PoolId, User};

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

/// A family's present refresh token gives way to a new one.
#[derive(Debug, Clone)]
pub struct Replacement {
    /// The family.
    pub family: FamilyId,
    /// The digest of the token that must be the present one.
    pub present: String,
    /// The digest of the token that then counts as the one before.
    pub previous: String,
    /// The digest of the new token.
    pub new: String,
    /// When.
    pub now: Instant,
}

/// Finds and rotates token families.
#[derive(Debug)]
pub struct Refreshing {
    finds: Batch<(PoolId, FamilyId), Option<Refreshable>>,
    replacements: Batch<Replacement, bool>,
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
            replacements: Batch::start(move |wanted| {
                let db = writer.clone();
                async move { db.write_statement(wanted, |tx, all| Box::pin(replace_all(tx, all))).await }
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

    /// Replaces a refresh token, durably; `false` when `present` is not the present one any more.
    /// Of several that replace the same token one succeeds, on one node or on many.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn replace(&self, replacement: Replacement) -> Result<bool> {
        self.replacements.ask(replacement).await
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

static REPLACE: LazyLock<Vec<String>> = LazyLock::new(|| {
    let statement = |size| {
        format!(
            "UPDATE families SET digest = wanted.column4, previous_digest = wanted.column3,
                                 rotated_at = $1
             FROM (VALUES {}) AS wanted
             WHERE families.id = wanted.column1 AND families.digest = wanted.column2
               AND families.revoked_at IS NULL
             RETURNING families.digest",
            rows(size, 4, 2)
        )
    };
    SIZES.map(statement).to_vec()
});

/// Where several replace the same token, the row changes once: whose new digest it then has, won.
async fn replace_all(tx: &mut Tx, wanted: &[Replacement]) -> Result<Vec<bool>> {
    let size = size_for(wanted.len());
    let now = wanted.iter().map(|replacement| replacement.now).max();
    let changed: Vec<String> = on_db!(tx, |c| {
        let mut query = sqlx::query_scalar(AssertSqlSafe(REPLACE[size].as_str()));
        query = query.bind(now.map_or(0, Instant::millis));
        for replacement in filled(wanted, SIZES[size]) {
            query = query
                .bind(replacement.family.as_str())
                .bind(&replacement.present)
                .bind(&replacement.previous)
                .bind(&replacement.new);
        }
        query.fetch_all(c).await
    })?;
    Ok(wanted.iter().map(|replacement| changed.contains(&replacement.new)).collect())
}

/// The rows, the last of them repeated until there are `size`.
fn filled<T>(rows: &[T], size: usize) -> impl Iterator<Item = &T> {
    rows.iter().chain(rows.last().into_iter().cycle()).take(size)
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
            created_at: Instant::from_millis(self.user_created_at),
            updated_at: Instant::from_millis(self.updated_at),
        };
        Ok(Refreshable { family, user, groups: Vec::new() })
    }
}
