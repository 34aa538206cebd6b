//! Accounts: whose log it is.

use openrvu_store::{AccountRole, NewAccount, UserId};

use crate::{App, AppError};

/// Makes the one account of a personal log, where there is none yet.
pub(crate) async fn open_personal(app: &App) -> Result<(), AppError> {
    if app.store.account(UserId::PERSONAL).await?.is_none() {
        let account = NewAccount {
            user: UserId::PERSONAL,
            email: None,
            password_hash: None,
            role: AccountRole::Member,
        };
        app.store.create_account(&account, None, app.now()).await?;
    }
    Ok(())
}
