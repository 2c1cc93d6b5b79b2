/* The week once more, in plain C: what the columns engine does, written by hand, as a yardstick.
 *
 * The lines of the rules and the order of the columns come from the printed schedule (c_version.py puts them
 * where RULES, DECLARE and SUMMARIES stand), so that this file cannot fall behind the theory. All columns are
 * rows of n doubles that never overlap. Compile with -ffp-contract=off: then every bit agrees with the engine.
 */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { TALLY = 11, CELLS = 32, SPELL = 8, CONTACT_BLOCK = 1 };

/* Philox4x32-10 (Salmon et al. 2011) */
static inline __attribute__((always_inline)) void philox(uint32_t c0, uint32_t c1, uint32_t c2, uint32_t c3,
                                                         uint32_t k0, uint32_t k1, uint32_t *x0, uint32_t *x1,
                                                         uint32_t *x2, uint32_t *x3) {
    for (int round = 0; round < 10; round++) {
        uint64_t p0 = (uint64_t)c0 * 0xD2511F53u, p1 = (uint64_t)c2 * 0xCD9E8D57u;
        c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
        c1 = (uint32_t)p1;
        c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
        c3 = (uint32_t)p0;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    *x0 = c0, *x1 = c1, *x2 = c2, *x3 = c3;
}

static inline double unit(uint32_t word) { return ((double)word + 0.5) * 2.3283064365386963e-10; }

/* which ties are active in four weeks: four words of one draw */
static void active_ties(uint64_t key, uint32_t four, double chance, long ties, const uint64_t *restrict tie_key,
                        const double *restrict weight, double *restrict a0, double *restrict a1,
                        double *restrict a2, double *restrict a3) {
    double words = chance * 4294967296.0 - 0.5;
    uint64_t below = (uint64_t)ceil(words > 0.0 ? words : 0.0);
    for (long e = 0; e < ties; e++) {
        uint32_t x0, x1, x2, x3;
        philox((uint32_t)tie_key[e], (uint32_t)(tie_key[e] >> 32), four, CONTACT_BLOCK << 20, (uint32_t)key,
               (uint32_t)(key >> 32), &x0, &x1, &x2, &x3);
        a0[e] = x0 < below ? weight[e] : 0.0;
        a1[e] = x1 < below ? weight[e] : 0.0;
        a2[e] = x2 < below ? weight[e] : 0.0;
        a3[e] = x3 < below ? weight[e] : 0.0;
    }
}

/* sums over those one asks for advice, people in runs of equal numbers of ties */
static void advice(long runs, const uint32_t *restrict degree, const int64_t *restrict length,
                   const uint32_t *restrict perm, const uint32_t *restrict to, const double *restrict active,
                   const double *restrict shown, const double *restrict knowhow, const double *restrict using,
                   const double *restrict credible, double *restrict word, double *restrict know,
                   double *restrict share, double *restrict count) {
    uint64_t p = 0, row = 0;
    for (long q = 0; q < runs; q++) {
        uint64_t d = degree[q];
        double scale = d > 0 ? 1.0 / (double)d : 0.0;
        for (int64_t r = 0; r < length[q]; r++) {
            double y0 = 0.0, y1 = 0.0, y2 = 0.0, y3 = 0.0;
            for (uint64_t k = 0; k < d; k++) {
                uint32_t j = to[p + k];
                y0 += active[p + k] * shown[j];
                y1 += active[p + k] * knowhow[j];
                y2 += using[j];
                y3 += credible[j];
            }
            uint32_t i = perm[row++];
            word[i] = y0, know[i] = y1, share[i] = y2 * scale, count[i] = y3;
            p += d;
        }
    }
}

static void group_mean(long groups, const int64_t *restrict start, const double *restrict inverse,
                       const double *restrict column, double *restrict out) {
    for (long g = 0; g < groups; g++) {
        double total = 0.0;
        for (int64_t i = start[g]; i < start[g + 1]; i++) total += column[i];
        for (int64_t i = start[g]; i < start[g + 1]; i++) out[i] = (total - column[i]) * inverse[g];
    }
}

static void cohort_mean(long n, const int32_t *restrict cohort, long groups, const double *restrict column,
                        double *restrict out) {
    double *total = calloc(2 * (size_t)groups, sizeof(double)), *count = total + groups;
    for (long i = 0; i < n; i++)
        if (cohort[i] >= 0) total[cohort[i]] += column[i], count[cohort[i]] += 1.0;
    for (long i = 0; i < n; i++) {
        int32_t g = cohort[i];
        out[i] = g >= 0 && count[g] > 1.0 ? (total[g] - column[i]) / (count[g] - 1.0) : 0.0;
    }
    free(total);
}

static void principal_value(long schools, const int64_t *restrict start, const int64_t *restrict principal,
                            const double *restrict column, double *restrict out) {
    for (long s = 0; s < schools; s++) {
        double value = column[principal[s]];
        for (int64_t i = start[s]; i < start[s + 1]; i++) out[i] = value;
    }
}

static void tally(long n, long groups, const int32_t *restrict group, const double *restrict level,
                  const double *restrict compliance, const double *restrict load, int32_t *restrict counts) {
    int32_t *cells = calloc(2 * (size_t)groups * CELLS, sizeof(int32_t));
    for (long i = 0; i < n; i++) {
        long cell = (long)level[i] + 8 * (compliance[i] > 0.0) + 16 * (load[i] > 1.0);
        cells[((i & 1) * groups + group[i]) * CELLS + cell]++;
    }
    for (long g = 0; g < groups; g++)
        for (long cell = 0; cell < CELLS; cell++) {
            int32_t people = cells[g * CELLS + cell] + cells[(groups + g) * CELLS + cell];
            long now = cell & 7, complies = (cell >> 3) & 1;
            counts[g * TALLY + now] += people;
            counts[g * TALLY + 8] += people * (now >= 3) * complies;
            counts[g * TALLY + 9] += people * (now >= 5) * (1 - complies);
            counts[g * TALLY + 10] += people * (cell >> 4);
        }
    free(cells);
}

static void sum_hours(long n, const int32_t *restrict group, const double *restrict coaching,
                      const double *restrict cohort, const double *restrict training, double *restrict hours) {
    for (long i = 0; i < n; i++) hours[group[i]] += coaching[i] + cohort[i] + training[i];
}

static long write_spells(long n, int week, const double *restrict level, const double *restrict occupant,
                         const double *restrict top, const double *restrict compliance,
                         const double *restrict cause, int32_t *restrict opened, int32_t *restrict spells,
                         long used) {
    for (long i = 0; i < n; i++) {
        int32_t s = opened[i];
        if (level[i] >= 3.0) {
            if (s < 0) {
                s = opened[i] = (int32_t)used++;
                int32_t *row = spells + (long)s * SPELL;
                row[0] = (int32_t)i, row[1] = (int32_t)occupant[i], row[2] = week;
                row[6] = (int32_t)cause[i], row[7] = 0;
            }
            int32_t *row = spells + (long)s * SPELL;
            row[3] = week, row[4] = (int32_t)top[i], row[5] = (int32_t)compliance[i];
        } else if (s >= 0) {
            spells[(long)s * SPELL + 7] = 1;
            opened[i] = -1;
        }
    }
    return used;
}

/* the lines of the week, one after the other, for everybody */
static void sweep_week(long n, const double *restrict P, uint64_t key, uint32_t week,
                       const uint64_t *restrict post, COLUMNS) {
    uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
    SETTINGS
    for (long i = 0; i < n; i++) {
        uint32_t x0, x1, x2, x3;
        philox((uint32_t)post[i], (uint32_t)(post[i] >> 32), week, (uint32_t)(int32_t)c_occupant[i], k0, k1, &x0,
               &x1, &x2, &x3);
        double v_u_move = unit(x0);
        RULES
    }
}

void run_weeks(long n, long ties, long runs, long teams, long schools, long tally_groups, double *S,
               const double *place, const double *support, const int32_t *cohort, long groups, const double *P,
               uint64_t key, const uint64_t *post, const uint32_t *to, const double *weight,
               const uint64_t *tie_key, const uint32_t *perm, const uint32_t *degree, const int64_t *length,
               const int64_t *team_start, const double *team_inverse, const int64_t *school_start,
               const double *school_inverse, const int64_t *principal, const int32_t *group, double *C,
               double *active, double contact, int first, int last, int32_t *counts, double *hours,
               int32_t *spells, int64_t *used, int32_t *opened) {
    DECLARE
    for (int week = first; week < last; week++) {
        if (week == first || week % 4 == 0)
            active_ties(key, (uint32_t)(week / 4), contact, ties, tie_key, weight, active, active + ties,
                        active + 2 * ties, active + 3 * ties);
        advice(runs, degree, length, perm, to, active + (week % 4) * ties, c_shown, c_knowhow, c_using,
               c_credible, c_peer_word, c_peer_knowhow, c_peer_using, c_peers_credible);
        SUMMARIES
        sweep_week(n, P, key, (uint32_t)week, post, GIVEN);
        int32_t *count = counts + (long)(week - first) * tally_groups * TALLY;
        tally(n, tally_groups, group, c_level, c_compliance, c_load, count);
        sum_hours(n, group, c_coaching, c_cohort, c_training, hours + (long)(week - first) * tally_groups);
        *used = write_spells(n, week, c_level, c_occupant, c_top_level, c_compliance, c_cause, opened, spells,
                             *used);
    }
}
