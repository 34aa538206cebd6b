//! Accounts, invitations, recovery codes.

use async_trait::async_trait;
use jiff::Timestamp;
use openrvu_store::{
    Account, AccountRole, AccountStatus, Accounts, Invitation, NewAccount, Result, SecretHash, StoreError,
    UserId,
};

use super::column::{get, hash, micros, time};
use crate::entry::lock;
use crate::error::{damaged, failed, taken};
use crate::{DbRow, SqlStore};

#[async_trait]
impl Accounts for SqlStore {
    async fn create_account(
        &self,
        account: &NewAccount,
        invitation: Option<SecretHash>,
        now: Timestamp,
    ) -> Result<Account> {
        let mut transaction = self.begin().await?;
        if let Some(invitation) = invitation {
            let used = sqlx::query("DELETE FROM invitation WHERE hash = $1 AND expires_us > $2")
                .bind(&invitation[..])
                .bind(micros(now))
                .execute(&mut *transaction)
                .await
                .map_err(failed)?;
            if used.rows_affected() == 0 {
                return Err(StoreError::NoSuch("invitation"));
            }
        }
        let NewAccount { user, email, password_hash, role } = account.clone();
        sqlx::query(
            "INSERT INTO account (user_id, email, password_hash, role, status, created_us) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(user.0)
        .bind(&email)
        .bind(&password_hash)
        .bind(role.slug())
        .bind(AccountStatus::Active.slug())
        .bind(micros(now))
        .execute(&mut *transaction)
        .await
        .map_err(taken)?;
        sqlx::query("INSERT INTO ledger (user_id, revision) VALUES ($1, 0)")
            .bind(user.0)
            .execute(&mut *transaction)
            .await
            .map_err(failed)?;
        transaction.commit().await.map_err(failed)?;
        Ok(Account { user, email, password_hash, role, status: AccountStatus::Active, created: now })
    }

    async fn account(&self, user: UserId) -> Result<Option<Account>> {
        let row = sqlx::query("SELECT * FROM account WHERE user_id = $1").bind(user.0);
        row.fetch_optional(self.reads()).await.map_err(failed)?.as_ref().map(read).transpose()
    }

    async fn account_by_email(&self, email: &str) -> Result<Option<Account>> {
        if email.contains('\0') {
            // No text of PostgreSQL's holds one, so it is nobody's.
            return Ok(None);
        }
        let row = sqlx::query("SELECT * FROM account WHERE email = $1").bind(email);
        row.fetch_optional(self.reads()).await.map_err(failed)?.as_ref().map(read).transpose()
    }

    async fn accounts(&self, behind: Option<&str>, limit: u32) -> Result<Vec<Account>> {
        let rows = sqlx::query(
            "SELECT * FROM account WHERE coalesce(email, '') > $1 OR $1 IS NULL ORDER BY email LIMIT $2",
        )
        .bind(behind.map(|behind| behind.replace('\0', " ")))
        .bind(i64::from(limit))
        .fetch_all(self.reads())
        .await
        .map_err(failed)?;
        rows.iter().map(read).collect()
    }

    async fn set_password(
        &self,
        user: UserId,
        password_hash: Option<&str>,
        keep: Option<SecretHash>,
    ) -> Result<()> {
        let mut transaction = self.begin().await?;
        let set = sqlx::query("UPDATE account SET password_hash = $2 WHERE user_id = $1")
            .bind(user.0)
            .bind(password_hash)
            .execute(&mut *transaction)
            .await
            .map_err(failed)?;
        if set.rows_affected() == 0 {
            return Err(StoreError::NoSuch("account"));
        }
        sqlx::query("DELETE FROM session WHERE user_id = $1 AND ($2 IS NULL OR hash <> $2)")
            .bind(user.0)
            .bind(keep.as_ref().map(|hash| &hash[..]))
            .execute(&mut *transaction)
            .await
            .map_err(failed)?;
        transaction.commit().await.map_err(failed)
    }

    async fn set_standing(&self, user: UserId, role: AccountRole, status: AccountStatus) -> Result<()> {
        let mut transaction = self.begin().await?;
        let set = sqlx::query("UPDATE account SET role = $2, status = $3 WHERE user_id = $1")
            .bind(user.0)
            .bind(role.slug())
            .bind(status.slug())
            .execute(&mut *transaction)
            .await
            .map_err(failed)?;
        if set.rows_affected() == 0 {
            return Err(StoreError::NoSuch("account"));
        }
        if status == AccountStatus::Disabled {
            for end in ["DELETE FROM session WHERE user_id = $1", "DELETE FROM token WHERE user_id = $1"] {
                sqlx::query(end).bind(user.0).execute(&mut *transaction).await.map_err(failed)?;
            }
        }
        transaction.commit().await.map_err(failed)
    }

    async fn delete_account(&self, user: UserId) -> Result<()> {
        let mut transaction = self.begin().await?;
        // As writers do, so that each waits for the other instead of both.
        lock(&mut transaction, user).await?;
        // What administrators' activity says of the address, and invitations to it. Its own rows go with the account.
        for of_others in [
            "UPDATE audit SET detail = 'a deleted account' || substr(detail, length(email) + 1) FROM account \
             WHERE account.user_id = $1 AND audit.user_id <> $1 \
             AND (detail = email OR substr(detail, 1, length(email) + 2) = email || ': ')",
            "DELETE FROM invitation WHERE email = (SELECT email FROM account WHERE user_id = $1)",
        ] {
            sqlx::query(of_others).bind(user.0).execute(&mut *transaction).await.map_err(failed)?;
        }
        let deleted = sqlx::query("DELETE FROM account WHERE user_id = $1").bind(user.0);
        let deleted = deleted.execute(&mut *transaction).await.map_err(failed)?;
        if deleted.rows_affected() == 0 {
            return Err(StoreError::NoSuch("account"));
        }
        transaction.commit().await.map_err(failed)
    }

    async fn invite(&self, invitation: &Invitation) -> Result<()> {
        sqlx::query(
            "INSERT INTO invitation (hash, email, role, invited_by, expires_us) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(&invitation.hash[..])
        .bind(&invitation.email)
        .bind(invitation.role.slug())
        .bind(invitation.by.map(|by| by.0))
        .bind(micros(invitation.expires))
        .execute(self.writes())
        .await
        .map_err(failed)?;
        Ok(())
    }

    async fn invitation(&self, hash: SecretHash, now: Timestamp) -> Result<Option<Invitation>> {
        let row = sqlx::query("SELECT * FROM invitation WHERE hash = $1 AND expires_us > $2")
            .bind(&hash[..])
            .bind(micros(now))
            .fetch_optional(self.reads())
            .await
            .map_err(failed)?;
        row.as_ref().map(read_invitation).transpose()
    }

    async fn invitations(&self, now: Timestamp) -> Result<Vec<Invitation>> {
        let rows = sqlx::query("SELECT * FROM invitation WHERE expires_us > $1 ORDER BY expires_us, hash")
            .bind(micros(now))
            .fetch_all(self.reads())
            .await
            .map_err(failed)?;
        rows.iter().map(read_invitation).collect()
    }

    async fn withdraw_invitation(&self, hash: SecretHash) -> Result<bool> {
        let gone = sqlx::query("DELETE FROM invitation WHERE hash = $1").bind(&hash[..]);
        Ok(gone.execute(self.writes()).await.map_err(failed)?.rows_affected() > 0)
    }

    async fn set_recovery_codes(&self, user: UserId, hashes: &[SecretHash]) -> Result<()> {
        let mut transaction = self.begin().await?;
        let old = sqlx::query("DELETE FROM recovery_code WHERE user_id = $1").bind(user.0);
        old.execute(&mut *transaction).await.map_err(failed)?;
        for hash in hashes {
            sqlx::query("INSERT INTO recovery_code (user_id, hash) VALUES ($1, $2)")
                .bind(user.0)
                .bind(&hash[..])
                .execute(&mut *transaction)
                .await
                .map_err(failed)?;
        }
        transaction.commit().await.map_err(failed)
    }

    async fn count_recovery_codes(&self, user: UserId) -> Result<u32> {
        let count = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM recovery_code WHERE user_id = $1");
        let count = count.bind(user.0).fetch_one(self.reads()).await.map_err(failed)?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    async fn use_recovery_code(&self, user: UserId, hash: SecretHash) -> Result<bool> {
        let used = sqlx::query("DELETE FROM recovery_code WHERE user_id = $1 AND hash = $2")
            .bind(user.0)
            .bind(&hash[..])
            .execute(self.writes())
            .await
            .map_err(failed)?;
        Ok(used.rows_affected() > 0)
    }
}

fn read(row: &DbRow) -> Result<Account> {
    let status: &str = get(row, "status")?;
    Ok(Account {
        user: UserId(get(row, "user_id")?),
        email: get(row, "email")?,
        password_hash: get(row, "password_hash")?,
        role: role(row)?,
        status: AccountStatus::from_slug(status)
            .ok_or_else(|| damaged("status of an account", status.to_owned()))?,
        created: time(row, "created_us")?,
    })
}

fn role(row: &DbRow) -> Result<AccountRole> {
    let role: &str = get(row, "role")?;
    AccountRole::from_slug(role).ok_or_else(|| damaged("role of an account", role.to_owned()))
}

fn read_invitation(row: &DbRow) -> Result<Invitation> {
    Ok(Invitation {
        hash: hash(row, "hash")?,
        email: get(row, "email")?,
        role: role(row)?,
        by: get::<Option<uuid::Uuid>>(row, "invited_by")?.map(UserId),
        expires: time(row, "expires_us")?,
    })
}
