import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Random;

/// The ways in which people of one language write a date and a time.
interface Spoken {

  String date(LocalDate date);

  String time(LocalTime time);

  Random random();

  static Spoken of(String language, Random random) {
    return switch (language) {
      case "en" -> new English(random);
      case "de" -> new German(random);
      case "es" -> new Spanish(random);
      default -> throw new IllegalStateException("no such language: " + language);
    };
  }

  /// The task and the moment, in one of four orders.
  default String note(String task, LocalDateTime when) {
    String date = date(when.toLocalDate());
    String time = time(when.toLocalTime());
    return switch (random().nextInt(4)) {
      case 0 -> task + ", " + date + ", " + time;
      case 1 -> capital(date) + ", " + time + ": " + task;
      case 2 -> task + " (" + date + ", " + time + ")";
      default -> capital(time) + ", " + date + " - " + task;
    };
  }

  static String capital(String text) {
    return text.substring(0, 1).toUpperCase() + text.substring(1);
  }

  /// 1 to 12 on the face of a clock.
  static int face(int hour) {
    return (hour + 11) % 12 + 1;
  }

  static String digits(LocalTime time, String between) {
    return "%d%s%02d".formatted(time.getHour(), between, time.getMinute());
  }

  record English(Random random) implements Spoken {

    private static final List<String> MONTHS =
        List.of(
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December");
    private static final List<String> DAYS =
        List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday");

    @Override
    public String date(LocalDate date) {
      String month = MONTHS.get(date.getMonthValue() - 1);
      int day = date.getDayOfMonth();
      String weekday = DAYS.get(date.getDayOfWeek().getValue() - 1);
      String ordinal = day + ending(day);
      return switch (random.nextInt(6)) {
        case 0 -> "%d %s %d".formatted(day, month, date.getYear());
        case 1 -> "%s %d, %d".formatted(month, day, date.getYear());
        case 2 -> "the %s of %s %d".formatted(ordinal, month, date.getYear());
        case 3 -> "%s %d %s %d".formatted(weekday, day, month, date.getYear());
        case 4 -> "%s, %s %s, %d".formatted(weekday, month, ordinal, date.getYear());
        default -> "%s %s %d".formatted(ordinal, month.substring(0, 3), date.getYear());
      };
    }

    private static String ending(int day) {
      if (day / 10 == 1) {
        return "th";
      }
      return switch (day % 10) {
        case 1 -> "st";
        case 2 -> "nd";
        case 3 -> "rd";
        default -> "th";
      };
    }

    /// In digits, or in words that tell the half of the day.
    @Override
    public String time(LocalTime time) {
      int hour = time.getHour();
      int minute = time.getMinute();
      String half = hour < 12 ? "am" : "pm";
      String minutes = minute == 0 ? "" : ".%02d".formatted(minute);
      return switch (random.nextInt(3)) {
        case 0 -> Spoken.digits(time, ":");
        case 1 -> Spoken.face(hour) + minutes + " " + half;
        default -> hour == 12 ? Spoken.digits(time, ":") : words(hour, minute) + partOfDay(hour);
      };
    }

    private static String partOfDay(int hour) {
      return hour < 12 ? " in the morning" : hour < 17 ? " in the afternoon" : " in the evening";
    }

    private static String words(int hour, int minute) {
      return switch (minute) {
        case 0 -> Spoken.face(hour) + " o'clock";
        case 15 -> "quarter past " + Spoken.face(hour);
        case 30 -> "half past " + Spoken.face(hour);
        default -> "quarter to " + Spoken.face(hour + 1);
      };
    }
  }

  record German(Random random) implements Spoken {

    private static final List<String> MONTHS =
        List.of(
            "Januar",
            "Februar",
            "März",
            "April",
            "Mai",
            "Juni",
            "Juli",
            "August",
            "September",
            "Oktober",
            "November",
            "Dezember");
    private static final List<String> DAYS =
        List.of("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag");

    @Override
    public String date(LocalDate date) {
      int day = date.getDayOfMonth();
      String month = MONTHS.get(date.getMonthValue() - 1);
      String weekday = DAYS.get(date.getDayOfWeek().getValue() - 1);
      return switch (random.nextInt(3)) {
        case 0 -> "%d. %s %d".formatted(day, month, date.getYear());
        case 1 -> "%s, %d. %s %d".formatted(weekday, day, month, date.getYear());
        default -> "am %d.%d.%d".formatted(day, date.getMonthValue(), date.getYear());
      };
    }

    @Override
    public String time(LocalTime time) {
      boolean full = time.getMinute() == 0;
      String clock = full ? String.valueOf(time.getHour()) : Spoken.digits(time, ".");
      return random.nextBoolean() ? clock + " Uhr" : "um " + Spoken.digits(time, ":");
    }
  }

  record Spanish(Random random) implements Spoken {

    private static final List<String> MONTHS =
        List.of(
            "enero",
            "febrero",
            "marzo",
            "abril",
            "mayo",
            "junio",
            "julio",
            "agosto",
            "septiembre",
            "octubre",
            "noviembre",
            "diciembre");
    private static final List<String> DAYS =
        List.of("lunes", "martes", "miércoles", "jueves", "viernes", "sábado");

    @Override
    public String date(LocalDate date) {
      int day = date.getDayOfMonth();
      String month = MONTHS.get(date.getMonthValue() - 1);
      String weekday = DAYS.get(date.getDayOfWeek().getValue() - 1);
      return switch (random.nextInt(3)) {
        case 0 -> "%d de %s de %d".formatted(day, month, date.getYear());
        case 1 -> "%s %d de %s de %d".formatted(weekday, day, month, date.getYear());
        default -> "el %d/%d/%d".formatted(day, date.getMonthValue(), date.getYear());
      };
    }

    @Override
    public String time(LocalTime time) {
      String article = Spoken.face(time.getHour()) == 1 ? "a la " : "a las ";
      String half = time.getHour() < 12 ? " de la mañana" : " de la tarde";
      if (time.getMinute() == 0 && time.getHour() != 12 && random.nextBoolean()) {
        return article + Spoken.face(time.getHour()) + half;
      }
      return (time.getHour() == 1 ? "a la " : "a las ") + Spoken.digits(time, ":");
    }
  }
}
