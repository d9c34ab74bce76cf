//! What goes wrong on purpose at the endpoint of an embedded table, as it does in `DynamoDB` from time to time: the options
//! for it. What each does is the engine's matter ([`lockstep_table::Weather`]).

use std::time::Duration;

use clap::Args;
use lockstep_table::Weather;

/// What goes wrong on purpose, for programs that want to see what they do then.
#[derive(Args, Clone, Debug, Default, PartialEq)]
#[command(next_help_heading = "What goes wrong on purpose")]
pub struct WeatherArgs {
    /// Refuse this share of the requests for items, between 0 and 1, as the service does when it is asked too much
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub throttle: Option<f64>,
    /// Leave this share of the items of batches unprocessed
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub unprocessed: Option<f64>,
    /// Let another transaction be in the way of this share of writes
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub conflicts: Option<f64>,
    /// Let global secondary indexes show what was in the table so many milliseconds ago
    #[arg(long, value_name = "MILLISECONDS", value_parser = clap::value_parser!(u32))]
    pub index_lag: Option<u32>,
    /// Answer this share of requests late
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub slow: Option<f64>,
    /// How late at most, in milliseconds
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 500, requires = "slow")]
    pub slowest: u32,
    /// What goes wrong is drawn from this number: the same number and the same requests make the same failures
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub weather_seed: u64,
}

impl WeatherArgs {
    /// The weather that is asked for; none without any option for it.
    pub(crate) fn weather(&self) -> Option<Weather> {
        let shares = [self.throttle, self.unprocessed, self.conflicts, self.slow];
        if shares.iter().all(Option::is_none) && self.index_lag.is_none() {
            return None;
        }
        let [throttle, unprocessed, conflicts, slow] = shares.map(Option::unwrap_or_default);
        let milliseconds = |count: u32| Duration::from_millis(count.into());
        Some(
            Weather::seeded(self.weather_seed)
                .throttle(throttle)
                .unprocessed(unprocessed)
                .conflicts(conflicts)
                .index_lag(milliseconds(self.index_lag.unwrap_or_default()))
                .slow_replies(slow, milliseconds(self.slowest)),
        )
    }
}

/// Reads a share.
fn share(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("a share is a number between 0 (never) and 1 (always), such as 0.05".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Command {
        #[command(flatten)]
        weather: WeatherArgs,
    }

    fn read(arguments: &[&str]) -> Result<WeatherArgs, clap::Error> {
        let arguments = ["serve"].iter().chain(arguments);
        Command::try_parse_from(arguments).map(|command| command.weather)
    }

    #[test]
    fn without_options_the_weather_is_fine() {
        assert_eq!(read(&[]).unwrap().weather(), None);
        assert_eq!(read(&["--weather-seed", "3"]).unwrap().weather(), None);
    }

    #[test]
    fn each_option_has_its_part() {
        let arguments = [
            "--throttle=0.1",
            "--unprocessed=0.2",
            "--conflicts=0.3",
            "--index-lag=40",
            "--slow=0.5",
            "--slowest=60",
            "--weather-seed=7",
        ];
        let expected = Weather::seeded(7)
            .throttle(0.1)
            .unprocessed(0.2)
            .conflicts(0.3)
            .index_lag(Duration::from_millis(40))
            .slow_replies(0.5, Duration::from_millis(60));
        assert_eq!(read(&arguments).unwrap().weather(), Some(expected));
    }

    #[test]
    fn a_share_is_between_nothing_and_all() {
        for wrong in ["1.01", "-0.1", "NaN", "half", ""] {
            let argument = format!("--throttle={wrong}");
            assert!(read(&[&argument]).is_err(), "{wrong}");
        }
    }
}
