/** Words of questions and requests: none of them begins or ends the name of a place. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    'acknowledge attention briefing caused try triggered everywhere faulty fine fw issue issues malfunction malfunctioning morning trouble wrong ' +
    'a abnormal abnormally about actually address again ago alarm alarms alert alerts alive all also am an analyse ' +
    'analyze and annual anomalies anomalous anomalously anomaly any anybody anyone anything are area around as ask ' +
    'at average avg avg. bad bar bars base baseload batteries battery be been being below best big biggest bottom ' +
    'breakdown building buildings by called can celsius change changed changes chart check close coldest comfort ' +
    'comfortable compare compared comparison complete condition conditions connected consume consumed consumer ' +
    'consumers consuming consumption cost costs could count coverage current currently daily data date dates day ' +
    'days dead dear degree degrees demand demands deploy detail details develop developed deviation device devices ' +
    'did difference dim disable disconnected do does doing down draw during each efficiency efficient emission ' +
    'emissions empty enable equipment error errors ever every everyone everything evolve evolved exactly expensive ' +
    'far find firmware flat floor floors for forecast from fully gap gaps gateway generate get give go going good ' +
    'graph had happen happened happening hardware has have having health healthy heard heartbeat hello hey hi high ' +
    'highest historic history hottest hour hourly hours how i id ids if in info information inside install ' +
    'installed installing intensity ip is it its just kind know kpi kwh large largest last latest least let level ' +
    'levels like line list live load loads located location lock long look looked looks lot loudest low lowest m2 ' +
    'mac made make makes manufacturer many max maximum may maybe me mean measure measured measurement measurements ' +
    'measuring median meter meters metre metres metric metrics min mine minimum minute minutes missing model moment ' +
    'month monthly more most much my name named near need needs new newest no not nothing now number odd of off ' +
    'offline ok okay old on one ones online only or order ordered our out outdated outlier outliers over overall ' +
    'overview past peak peaked people per percent percentile place placed please plot pls point points poor predict ' +
    'present previous price problem problems profile push quality quick quickly quietest range rank ranked ranking ' +
    'reach reachable reached reading readings really reboot receive recent record recorded replace replaced ' +
    'replacing report reported reporting reports reset responding restart result results revision right rise roll ' +
    'rollout room rooms run running runs s said same say see seen send sensor sensors serial series set several ' +
    'share shares should show showing signal silent since sit situation size smallest so some somebody someone sort ' +
    'sorted span spec specification specs spike spikes split spread sqm square stale standard standing start state ' +
    'statistic statistics stats status still stop strange strong such sum summarise summarize summary sure ' +
    'suspicious swing switch take tell than thank thanks that the their them then there these they things this ' +
    'those time times to today too top total trend trends turn type types uncertain under understand unit units ' +
    'unlock unreachable unreliable until unusual unusually up update updated updates updating upgrade us usage use ' +
    'used uses using value values variance variation vendor version versions very via want warm warmest was we weak ' +
    'weakest weekly weird well were what whats when whenever where whether which while who whole why will with ' +
    'within without work working worst would year yearly yes yesterday you your zone zones ' +
    "aren't didn't doesn't don't hasn't haven't how's i'm isn't it's let's that's there's wasn't what's when's where's who's"
  ).split(' '),
);
