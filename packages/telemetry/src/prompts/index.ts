import { energyReview } from './energy-review.ts';
import { investigateAnomaly } from './investigate-anomaly.ts';

export const prompts = [energyReview, investigateAnomaly];
